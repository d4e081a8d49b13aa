package io.espalier.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.espalier.models.data.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The identity of an experiment: a hash over the keys that decide its result. Of a path only the last name counts, so a clone elsewhere hashes the same. */
final class ConfigHash {

    private static final int DIGITS = 8;

    private ConfigHash() {}

    static String of(KeyTree tree, ConfigKind<?> kind) {
        KeyTree identity = tree.copy();
        kind.inputs().forEach(input -> identity.put(input.key(), TextNode.valueOf(lastName(identity.at(input.key())))));
        StringBuilder lines = new StringBuilder();
        append(identity.root(), "", kind, lines);
        return new Sha256()
                .add(lines.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, DIGITS);
    }

    private static void append(ObjectNode section, String path, ConfigKind<?> kind, StringBuilder lines) {
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            String key = path + entry.getKey();
            if (kind.outsideIdentity().contains(key)) {
                continue;
            }
            if (entry.getValue() instanceof ObjectNode inner) {
                append(inner, key + ".", kind, lines);
            } else {
                lines.append(key).append('=').append(entry.getValue()).append('\n');
            }
        }
    }

    private static String lastName(JsonNode path) {
        Path name = Path.of(path.textValue()).getFileName();
        return name == null ? "" : name.toString();
    }
}
