package io.espalier.experiments.config;

import java.util.Comparator;
import java.util.List;

/** Which key was meant: the one with the fewest edits, where leaving out or mistaking the section costs a little and not every letter of it. */
final class NearestKey {

    private static final double WRONG_SECTION = 1.5;

    private NearestKey() {}

    /** The nearest of a non-empty list; of equally near ones the first. */
    static String of(String key, List<String> known) {
        return known.stream()
                .min(Comparator.comparingDouble(candidate -> distance(key, candidate)))
                .orElseThrow();
    }

    private static double distance(String key, String candidate) {
        double whole = edits(key, candidate);
        double last = edits(last(key), last(candidate)) + WRONG_SECTION;
        return Math.min(whole, last);
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance. */
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
