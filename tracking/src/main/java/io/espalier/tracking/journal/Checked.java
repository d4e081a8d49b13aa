package io.espalier.tracking.journal;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What the fields of an event must satisfy, and the sorted unmodifiable copies they are kept in. */
final class Checked {

    private Checked() {}

    static void finite(String field, double value) {
        require(Double.isFinite(value), field, "be finite", value);
    }

    static void fraction(String field, double value) {
        require(value >= 0 && value <= 1, field, "be in [0, 1]", value);
    }

    static void counter(String field, int value) {
        require(value >= 0, field, "be at least 0", value);
    }

    static void inside(String field, String file) {
        boolean leaves = file.isEmpty()
                || file.startsWith("/")
                || file.contains("\\")
                || List.of(file.split("/", -1)).contains("..");
        require(!leaves, field, "be a path inside the run's folder", file);
    }

    static SortedMap<String, String> sorted(Map<String, String> map) {
        return copy(map, (key, value) -> value);
    }

    static SortedMap<String, List<Integer>> sortedLists(Map<String, List<Integer>> map) {
        return copy(map, (key, value) -> List.copyOf(value));
    }

    static SortedMap<String, Double> sortedFinite(String field, Map<String, Double> map) {
        return copy(map, (key, value) -> {
            finite(field + "[" + key + "]", value);
            return value;
        });
    }

    static SortedMap<String, Map<String, Double>> sortedNested(String field, Map<String, Map<String, Double>> map) {
        return copy(map, (key, value) -> sortedFinite(field + "[" + key + "]", value));
    }

    private static <V> SortedMap<String, V> copy(Map<String, V> map, BiFunction<String, V, V> checkedValue) {
        SortedMap<String, V> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key, checkedValue.apply(key, value)));
        return Collections.unmodifiableSortedMap(sorted);
    }

    private static void require(boolean holds, String field, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(field + " must " + rule + ": " + found);
        }
    }
}
