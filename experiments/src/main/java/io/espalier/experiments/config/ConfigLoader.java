package io.espalier.experiments.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a config file. A relative path to something that is read is looked up beside the config file first, then in the working directory;
 * whatever is written goes below the working directory.
 */
public final class ConfigLoader<T extends Record> {

    private final ConfigKind<T> kind;
    private final ObjectMapper mapper = ConfigMapper.create();

    public ConfigLoader(ConfigKind<T> kind) {
        this.kind = kind;
    }

    /**
     * The config of a file with overrides.
     *
     * @param overrides each {@code dotted.key=value}; later ones win
     * @throws ConfigException if the file does not exist or is not YAML, a key is unknown, of the wrong type, out of range or missing
     * @throws UncheckedIOException if the file cannot be read
     */
    public LoadedConfig<T> load(Path file, List<String> overrides) {
        KeyTree defaults = new KeyTree(mapper.valueToTree(kind.defaults()));
        KeyTree tree = defaults.copy();
        kind.hidden().forEach(tree::remove);
        tree.overlay(parse(file));
        overrides.forEach(override -> override(tree, override));
        kind.required().forEach(key -> requireSet(tree, key));
        kind.inputs().forEach(input -> locate(tree, input, file));
        T config = checked(bind(tree, defaults));
        return new LoadedConfig<>(config, write(tree.root()), tree.flat(), ConfigHash.of(tree, kind));
    }

    private ObjectNode parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("config must be an existing file: '" + file + "'");
        }
        try {
            JsonNode node = mapper.readTree(Files.readString(file));
            if (node.isMissingNode() || node.isNull()) {
                return mapper.createObjectNode();
            }
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new ConfigException("config must be a YAML mapping of keys to values: '" + file + "'");
        } catch (JsonProcessingException e) {
            throw new ConfigException("config must be readable YAML: '%s'%s".formatted(file, reason(e)), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read config " + file, e);
        }
    }

    private void override(KeyTree tree, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new ConfigException("override must have the form key=value: '" + override + "'");
        }
        String value = override.substring(equals + 1);
        try {
            JsonNode node = mapper.readTree(value);
            tree.override(override.substring(0, equals), node.isMissingNode() ? mapper.nullNode() : node, value);
        } catch (JsonProcessingException e) {
            throw new ConfigException("override must have a YAML value: '%s'%s".formatted(override, reason(e)), e);
        }
    }

    private void requireSet(KeyTree tree, String key) {
        if (tree.at(key).textValue().isBlank()) {
            throw new ConfigException(key + " must be set: nothing");
        }
    }

    private static void locate(KeyTree tree, ConfigKind.Input input, Path file) {
        String written = tree.at(input.key()).textValue();
        if (input.names().contains(written)) {
            return;
        }
        Path beside = file.toAbsolutePath().resolveSibling(written).normalize();
        if (Files.exists(beside)) {
            Path here = Path.of("").toAbsolutePath();
            Path shown = beside.startsWith(here) ? here.relativize(beside) : beside;
            tree.put(input.key(), TextNode.valueOf(shown.toString()));
        }
    }

    private T bind(KeyTree tree, KeyTree defaults) {
        KeyTree complete = tree.copy();
        kind.hidden().forEach(key -> complete.put(key, defaults.at(key)));
        try {
            return mapper.treeToValue(complete.root(), kind.type());
        } catch (JsonMappingException e) {
            throw BindingMessage.of(e, tree);
        } catch (JsonProcessingException e) {
            throw new ConfigException(e.getOriginalMessage(), e);
        }
    }

    private T checked(T config) {
        try {
            kind.rules().accept(config);
            return config;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private String write(ObjectNode root) {
        try {
            return mapper.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can be written", e);
        }
    }

    private static String reason(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String where = location == null ? "" : ", line %d".formatted(location.getLineNr());
        return "%s, %s"
                .formatted(where, e.getOriginalMessage().lines().findFirst().orElse("no reason given"));
    }
}
