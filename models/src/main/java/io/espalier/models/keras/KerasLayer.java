package io.espalier.models.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer in a file's configuration.
 *
 * @param type Keras' class
 * @param inputs names of the layers that it reads
 */
record KerasLayer(String type, String name, JsonNode config, List<String> inputs) {

    KerasLayer {
        inputs = List.copyOf(inputs);
    }

    /** A layer of a functional network. */
    static KerasLayer functional(JsonNode node) {
        String name = text(node.path("config"), "name", node.path("name").asText());
        String type = node.path("class_name").asText();
        JsonNode uses = node.path("inbound_nodes");
        if (uses.size() > 1) {
            throw new UnsupportedNetworkException("%s '%s' is used %d times; weights that layers share are not read"
                    .formatted(type, name, uses.size()));
        }
        List<String> inputs = new ArrayList<>();
        collect(uses, inputs);
        return new KerasLayer(type, name, node.path("config"), inputs);
    }

    /** Keras 2 writes {@code ["name", 0, 0, {}]} for a tensor, Keras 3 the same in {@code keras_history}. */
    static void collect(JsonNode node, List<String> names) {
        boolean tensor = node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt();
        if (tensor) {
            if (node.get(2).asInt() != 0) {
                throw new UnsupportedNetworkException(
                        "tensor %s is not a layer's first; layers with several outputs are not read".formatted(node));
            }
            names.add(node.get(0).asText());
        } else {
            node.forEach(child -> collect(child, names));
        }
    }

    private static String text(JsonNode config, String key, String fallback) {
        return config.path(key).isTextual() ? config.path(key).asText() : fallback;
    }

    String text(String key, String fallback) {
        return text(config, key, fallback);
    }

    boolean flag(String key, boolean fallback) {
        return config.path(key).isBoolean() ? config.path(key).asBoolean() : fallback;
    }

    double number(String key, double fallback) {
        return config.path(key).isNumber() ? config.path(key).asDouble() : fallback;
    }

    boolean has(String key) {
        return config.hasNonNull(key);
    }

    int count(String key, int fallback) {
        return config.path(key).isInt() ? config.path(key).asInt() : fallback;
    }

    /** One or two whole numbers; one stands for both. */
    int[] pair(String key, int fallback) {
        JsonNode value = config.path(key);
        if (value.isInt()) {
            return new int[] {value.asInt(), value.asInt()};
        }
        return value.size() == 2
                ? new int[] {value.get(0).asInt(), value.get(1).asInt()}
                : new int[] {fallback, fallback};
    }

    UnsupportedNetworkException unsupported(String reason) {
        return new UnsupportedNetworkException("%s '%s' cannot be read: %s".formatted(type, name, reason));
    }
}
