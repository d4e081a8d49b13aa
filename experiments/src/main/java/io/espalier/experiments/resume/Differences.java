package io.espalier.experiments.resume;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What facts were and what they are. */
final class Differences {

    private static final String NOTHING = "(nothing)";

    private Differences() {}

    /** One text for each key whose values differ, such as {@code "budget.macs: 0.5 -> 0.4"}, in the order of the keys. */
    static List<String> between(Map<String, String> were, Map<String, String> are, Predicate<String> ignored) {
        TreeSet<String> keys = new TreeSet<>(were.keySet());
        keys.addAll(are.keySet());
        return keys.stream()
                .filter(key -> !ignored.test(key))
                .filter(key -> !were.getOrDefault(key, NOTHING).equals(are.getOrDefault(key, NOTHING)))
                .map(key ->
                        "%s: %s -> %s".formatted(key, were.getOrDefault(key, NOTHING), are.getOrDefault(key, NOTHING)))
                .toList();
    }
}
