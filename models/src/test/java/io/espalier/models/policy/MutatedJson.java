package io.espalier.models.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;

/** Texts of JSON that were changed by chance in one place; some of them may still mean something. */
public final class MutatedJson {

    private MutatedJson() {}

    /** {@link #bytes} or {@link #tree}, evenly. */
    public static byte[] any(String text, RandomGenerator random) throws JsonProcessingException {
        return random.nextBoolean() ? bytes(text, random) : tree(text, random);
    }

    /**
     * The text with another value in one place.
     *
     * @param place a JSON pointer
     * @param value JSON with single quotes for double ones
     */
    public static byte[] with(String text, String place, String value) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        JsonNode root = mapper.readTree(text);
        int slash = place.lastIndexOf('/');
        JsonNode parent = root.at(place.substring(0, slash));
        JsonNode replacement = mapper.readTree(value.replace('\'', '"'));
        String name = place.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), replacement);
        } else {
            ((ObjectNode) parent).set(name, replacement);
        }
        return mapper.writeValueAsBytes(root);
    }

    /** Bytes changed, taken out, doubled, or the end cut off. */
    private static byte[] bytes(String text, RandomGenerator random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int place = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                bytes[place] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> Arrays.copyOf(bytes, place);
            case 2 ->
                joined(
                        Arrays.copyOf(bytes, place),
                        Arrays.copyOfRange(
                                bytes, Math.min(place + 1 + random.nextInt(20), bytes.length), bytes.length));
            default ->
                joined(
                        Arrays.copyOf(bytes, place),
                        Arrays.copyOfRange(bytes, Math.max(0, place - random.nextInt(200)), bytes.length));
        };
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** A value of the tree replaced by one of another kind, or taken out. */
    private static byte[] tree(String text, RandomGenerator random) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        JsonNode root = mapper.readTree(text);
        List<JsonNode> parents = new ArrayList<>();
        collect(root, parents);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        int place = random.nextInt(parent.size());
        if (parent instanceof ArrayNode array) {
            if (random.nextInt(4) == 0) {
                array.remove(place);
            } else {
                array.set(place, anything(random));
            }
        } else {
            List<String> names = new ArrayList<>();
            parent.fieldNames().forEachRemaining(names::add);
            if (random.nextInt(4) == 0) {
                ((ObjectNode) parent).remove(names.get(place));
            } else {
                ((ObjectNode) parent).set(names.get(place), anything(random));
            }
        }
        return mapper.writeValueAsBytes(root);
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (!node.isEmpty()) {
            parents.add(node);
        }
        node.forEach(child -> collect(child, parents));
    }

    private static JsonNode anything(RandomGenerator random) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(10)) {
            case 0 -> make.nullNode();
            case 1 -> make.numberNode(-1);
            case 2 -> make.numberNode(random.nextInt(100));
            case 3 -> make.numberNode(0.5);
            case 4 -> make.numberNode(Long.MAX_VALUE);
            case 5 -> make.textNode("../../" + random.nextInt());
            case 6 -> make.textNode("");
            case 7 -> make.booleanNode(true);
            case 8 -> make.arrayNode().add(0);
            default -> make.objectNode().put("x", 1);
        };
    }
}
