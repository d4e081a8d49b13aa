package io.espalier.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The tree of all keys with their values, first the defaults. What is laid over it must name existing keys and keep their types. */
final class KeyTree {

    /** A section with this key may be written as the value of this key alone. */
    private static final String CHOICE = "from";

    private final ObjectNode root;
    private final Set<String> open;

    KeyTree(ObjectNode defaults) {
        this(defaults, open(defaults, "", new TreeSet<>()));
    }

    private KeyTree(ObjectNode values, Set<String> open) {
        this.root = values.deepCopy();
        this.open = open;
    }

    /** Another tree with the same values and the same keys. */
    KeyTree copy() {
        return new KeyTree(root, open);
    }

    /** A section without any key by default takes every key, as a map from names that only the user knows; to everyone else it is a value. */
    private static Set<String> open(ObjectNode section, String path, Set<String> open) {
        section.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode inner) {
                if (inner.isEmpty()) {
                    open.add(path + entry.getKey());
                }
                open(inner, path + entry.getKey() + ".", open);
            }
        });
        return open;
    }

    /** Whether a key is a map from the user's names. */
    boolean isOpen(String dottedKey) {
        return open.contains(dottedKey);
    }

    ObjectNode root() {
        return root;
    }

    /** Lays a section of a file, or one override, over the tree. */
    void overlay(ObjectNode values) {
        overlay(root, values, "");
    }

    /** Lays one value over the tree. */
    void override(String dottedKey, JsonNode value, String written) {
        ObjectNode parent = root;
        String[] steps = dottedKey.split("\\.", -1);
        for (int i = 0; i + 1 < steps.length; i++) {
            if (!(parent.get(steps[i]) instanceof ObjectNode section)) {
                throw unknown(dottedKey, written);
            }
            parent = section;
        }
        String last = steps[steps.length - 1];
        JsonNode known = parent.get(last);
        if (known == null) {
            throw unknown(dottedKey, written);
        }
        JsonNode typed = known.isTextual() ? root.textNode(written) : value;
        set(parent, last, typed, dottedKey);
    }

    JsonNode at(String dottedKey) {
        return root.at("/" + dottedKey.replace('.', '/'));
    }

    void put(String dottedKey, JsonNode value) {
        parentOf(dottedKey).set(lastOf(dottedKey), value);
    }

    void remove(String dottedKey) {
        parentOf(dottedKey).remove(lastOf(dottedKey));
    }

    /** All dotted keys, of sections and of values, in order. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        collect(root, "", keys);
        return keys;
    }

    /** Every value as text by its dotted key, in order. */
    Map<String, String> flat() {
        Map<String, String> flat = new LinkedHashMap<>();
        for (String key : keys()) {
            JsonNode value = at(key);
            if (!value.isObject() || isOpen(key)) {
                flat.put(key, value.isValueNode() ? value.asText() : value.toString());
            }
        }
        return flat;
    }

    /** A value as it is shown in messages: text in quotes, a whole number without a point. */
    static String show(JsonNode value) {
        if (value.isTextual()) {
            return "'" + value.textValue() + "'";
        }
        if (value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue()) && value.canConvertToLong()) {
            return String.valueOf(value.longValue());
        }
        return value.isNull() ? "nothing" : value.toString();
    }

    private void overlay(ObjectNode section, ObjectNode values, String path) {
        for (Map.Entry<String, JsonNode> entry : values.properties()) {
            String key = path + entry.getKey();
            if (!section.has(entry.getKey())) {
                throw unknown(key, show(entry.getValue()));
            }
            set(section, entry.getKey(), entry.getValue(), key);
        }
    }

    private void set(ObjectNode section, String name, JsonNode value, String key) {
        JsonNode known = section.get(name);
        if (isOpen(key)) {
            section.set(
                    name,
                    requireType(value.isObject() && !hasGap(value), key, "be a section with names of your own", value));
        } else if (known instanceof ObjectNode inner) {
            if (value instanceof ObjectNode values) {
                overlay(inner, values, key + ".");
            } else if (value.isTextual() && inner.path(CHOICE).isTextual()) {
                inner.set(CHOICE, value);
            } else if (!value.isNull()) {
                throw wrong(key, "be a section with keys " + names(inner), value);
            }
        } else {
            section.set(name, typed(key, known, value));
        }
    }

    private JsonNode typed(String key, JsonNode known, JsonNode value) {
        if (known.isTextual() || known.isBoolean() || known.isArray()) {
            String rule = known.isTextual() ? "be text" : known.isBoolean() ? "be true or false" : "be a list";
            for (JsonNode element : value) {
                requireType(!element.isNull(), key, "be a list without gaps", value);
            }
            return requireType(known.getNodeType() == value.getNodeType(), key, rule, value);
        }
        JsonNode number = number(value);
        if (known.isIntegralNumber()) {
            boolean fits = known.isInt() ? number.canConvertToInt() : number.canConvertToLong();
            requireType(
                    number.isNumber() && number.canConvertToExactIntegral() && fits, key, "be a whole number", value);
            return known.isInt() ? root.numberNode(number.intValue()) : root.numberNode(number.longValue());
        }
        requireType(number.isNumber(), key, "be a number", value);
        return root.numberNode(number.doubleValue());
    }

    private static boolean hasGap(JsonNode value) {
        for (JsonNode inner : value) {
            if (inner.isNull() || hasGap(inner)) {
                return true;
            }
        }
        return false;
    }

    /** YAML 1.1 takes {@code 1e-4} for text; here it is the number that its writer meant. */
    private static JsonNode number(JsonNode value) {
        try {
            return value.isTextual() ? DecimalNode.valueOf(new BigDecimal(value.textValue())) : value;
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static JsonNode requireType(boolean fits, String key, String rule, JsonNode value) {
        if (!fits) {
            throw wrong(key, rule, value);
        }
        return value;
    }

    private static ConfigException wrong(String key, String rule, JsonNode value) {
        return new ConfigException("%s must %s: %s".formatted(key, rule, show(value)));
    }

    private ConfigException unknown(String key, String shown) {
        return new ConfigException(
                "%s must be a known key: %s (nearest is %s)".formatted(key, shown, NearestKey.of(key, keys())));
    }

    private void collect(ObjectNode section, String path, List<String> keys) {
        section.properties().forEach(entry -> {
            String key = path + entry.getKey();
            keys.add(key);
            if (entry.getValue() instanceof ObjectNode inner && !isOpen(key)) {
                collect(inner, key + ".", keys);
            }
        });
    }

    private ObjectNode parentOf(String dottedKey) {
        int dot = dottedKey.lastIndexOf('.');
        return dot < 0 ? root : (ObjectNode) at(dottedKey.substring(0, dot));
    }

    private static String lastOf(String dottedKey) {
        return dottedKey.substring(dottedKey.lastIndexOf('.') + 1);
    }

    private static List<String> names(ObjectNode section) {
        List<String> names = new ArrayList<>();
        section.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
