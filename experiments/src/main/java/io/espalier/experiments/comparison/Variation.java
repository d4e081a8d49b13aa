package io.espalier.experiments.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A config with a few keys of its own: a searcher, a budget, or whatever else is compared.
 *
 * @param name in tables and plots
 * @param keys each {@code dotted.key=value}
 */
public record Variation(String name, List<String> keys) {

    /** The config as it is. */
    public static final Variation NONE = new Variation("as configured", List.of());

    /** Where another key begins; values may hold spaces. */
    private static final Pattern NEXT_KEY = Pattern.compile("\\s+(?=[a-z][a-z0-9_.]*=)");

    /** @throws IllegalArgumentException if something is not a key and its value */
    public Variation {
        keys = List.copyOf(keys);
        for (String key : keys) {
            if (!(key.indexOf('=') >= 1)) {
                throw new IllegalArgumentException("variation must be key=value: '" + key + "'");
            }
        }
    }

    /** A searcher. */
    public static Variation agent(String name) {
        return new Variation(name, List.of("search.agent=" + name));
    }

    /** One or more keys, with spaces between: {@code state.without=[sensitivity] reward.latency_exponent=0}. */
    public static Variation of(String text) {
        return new Variation(text.strip(), Arrays.asList(NEXT_KEY.split(text.strip(), -1)));
    }

    /** Bounds that hold together: {@code macs=0.5} or {@code macs=0.5+latency=0.7}. */
    public static Variation budget(String text) {
        List<String> keys = new ArrayList<>();
        for (String bound : text.split("\\+", -1)) {
            keys.add("budget." + bound.strip());
        }
        return new Variation(text.strip(), keys);
    }
}
