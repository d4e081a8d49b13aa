package io.espalier.experiments.config;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One kind of config file.
 *
 * @param type the record it is bound to
 * @param defaults every key with its default; a key that is not in it does not exist
 * @param hidden dotted keys that the program sets itself and that therefore do not exist for the user
 * @param required dotted keys whose default is empty and which must be set
 * @param outsideIdentity dotted keys (or sections) that say where and how fast, not what: they do not enter the hash
 * @param inputs dotted keys that may name a file or folder to read
 * @param rules what a whole config must obey that its defaults do not; throws {@link IllegalArgumentException} naming the keys
 */
public record ConfigKind<T extends Record>(
        Class<T> type,
        T defaults,
        Set<String> hidden,
        List<String> required,
        Set<String> outsideIdentity,
        List<Input> inputs,
        Consumer<T> rules) {

    /** A kind whose records check themselves. */
    public ConfigKind(
            Class<T> type,
            T defaults,
            Set<String> hidden,
            List<String> required,
            Set<String> outsideIdentity,
            List<Input> inputs) {
        this(type, defaults, hidden, required, outsideIdentity, inputs, config -> {});
    }

    /**
     * A key that names something to read.
     *
     * @param names values that are not paths
     */
    public record Input(String key, Set<String> names) {

        public Input {
            names = Set.copyOf(names);
        }
    }

    public ConfigKind {
        hidden = Set.copyOf(hidden);
        required = List.copyOf(required);
        outsideIdentity = Set.copyOf(outsideIdentity);
        inputs = List.copyOf(inputs);
    }
}
