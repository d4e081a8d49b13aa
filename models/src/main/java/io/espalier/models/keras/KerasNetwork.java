package io.espalier.models.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file's configuration.
 *
 * @param layers the input first, each after those that it reads
 * @param outputs names of layers
 */
record KerasNetwork(List<KerasLayer> layers, List<String> outputs) {

    /** Layers that do nothing when a network is used. */
    static final Set<String> IDENTITIES = Set.of(
            "Dropout",
            "SpatialDropout2D",
            "GaussianNoise",
            "GaussianDropout",
            "AlphaDropout",
            "ActivityRegularization");

    KerasNetwork {
        layers = List.copyOf(layers);
        outputs = List.copyOf(outputs);
    }

    /** @throws IOException if it is no network's configuration */
    static KerasNetwork parse(JsonNode root) throws IOException {
        String type = root.path("class_name").asText();
        JsonNode layers = root.path("config").path("layers");
        if (type.equals("Sequential")) {
            // Keras before 2.2.3 gives the layers at once.
            return sequential(layers.isMissingNode() ? root.path("config") : layers);
        }
        if (!(type.equals("Functional") || type.equals("Model"))) {
            throw new IOException("its network must be Functional or Sequential: '" + type + "'");
        }
        List<KerasLayer> read = new ArrayList<>();
        layers.forEach(layer -> read.add(KerasLayer.functional(layer)));
        List<String> outputs = new ArrayList<>();
        KerasLayer.collect(root.path("config").path("output_layers"), outputs);
        return new KerasNetwork(ordered(read), outputs);
    }

    private static KerasNetwork sequential(JsonNode layers) throws IOException {
        List<KerasLayer> read = new ArrayList<>();
        for (JsonNode node : layers) {
            KerasLayer layer = KerasLayer.functional(node);
            if (read.isEmpty() && !layer.type().equals("InputLayer")) {
                read.add(new KerasLayer("InputLayer", "input", layer.config(), List.of()));
            }
            List<String> inputs = read.isEmpty()
                    ? List.of()
                    : List.of(read.get(read.size() - 1).name());
            read.add(new KerasLayer(layer.type(), layer.name(), layer.config(), inputs));
        }
        if (read.size() < 2) {
            throw new IOException("its network has no layers");
        }
        return new KerasNetwork(read, List.of(read.get(read.size() - 1).name()));
    }

    /** The layers in an order in which each comes after its inputs; the file's own where it is one. */
    private static List<KerasLayer> ordered(List<KerasLayer> layers) throws IOException {
        List<KerasLayer> waiting = new ArrayList<>(layers);
        List<KerasLayer> ordered = new ArrayList<>();
        Set<String> done = new HashSet<>();
        while (!waiting.isEmpty()) {
            KerasLayer next = waiting.stream()
                    .filter(layer -> done.containsAll(layer.inputs()))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException("its layers have no order in which each comes after its inputs"));
            if (!done.add(next.name())) {
                throw new IOException("it has two layers with the name '" + next.name() + "'");
            }
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    /** The graph with the file's weights. */
    NetworkGraph toGraph(String name, KerasFile weights) throws IOException {
        List<KerasLayer> inputs = layers.stream()
                .filter(layer -> layer.type().equals("InputLayer"))
                .toList();
        if (inputs.size() != 1) {
            throw new UnsupportedNetworkException("network must have one input: "
                    + inputs.stream().map(KerasLayer::name).toList());
        }
        KerasLayer input = inputs.get(0);
        boolean channelsFirst =
                layers.stream().anyMatch(layer -> layer.text("data_format", "").equals("channels_first"));
        KerasGraph graph =
                new KerasGraph(new NetworkGraph.Input(input.name(), shape(input, channelsFirst)), channelsFirst);
        for (KerasLayer layer : layers) {
            try {
                new KerasReading(graph, layer, this, weights).read();
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw layer.unsupported(String.valueOf(e.getMessage()));
            }
        }
        return graph.build(name, outputs);
    }

    private static TensorShape shape(KerasLayer input, boolean channelsFirst) {
        JsonNode shape = input.config().path(input.has("batch_shape") ? "batch_shape" : "batch_input_shape");
        List<Integer> sizes = new ArrayList<>();
        shape.forEach(size -> sizes.add(size.asInt(0)));
        if (sizes.size() != 4 || !sizes.subList(1, 4).stream().allMatch(size -> size > 0)) {
            throw input.unsupported("its shape must be an image's of known size: " + shape);
        }
        return channelsFirst
                ? TensorShape.image(sizes.get(1), sizes.get(2), sizes.get(3))
                : TensorShape.image(sizes.get(3), sizes.get(1), sizes.get(2));
    }

    /** Whether only dense layers read a layer's output, past layers that do nothing. */
    boolean onlyDenseReads(String layer) {
        return !outputs.contains(layer)
                && layers.stream()
                        .filter(reader -> reader.inputs().contains(layer))
                        .allMatch(reader -> reader.type().equals("Dense")
                                || (IDENTITIES.contains(reader.type()) && onlyDenseReads(reader.name())));
    }
}
