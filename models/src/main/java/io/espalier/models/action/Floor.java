package io.espalier.models.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Finds counts that are within every bound. What rises with the counts is least at the smallest of them, so if it is not within its bounds
 * there nothing is. What does not, as time does not, is brought down one group after the other, as long as that helps and the rest holds;
 * that may miss a network which is within the bounds, but not one that is found.
 */
final class Floor {

    private final ActionGrid grid;
    private final List<Bound> rising;
    private final List<Bound> others;

    private Floor(ActionGrid grid, List<Bound> bounds) {
        this.grid = grid;
        this.rising = bounds.stream().filter(Bound::binds).filter(Bound::rising).toList();
        this.others = bounds.stream()
                .filter(Bound::binds)
                .filter(bound -> !bound.rising())
                .toList();
    }

    /**
     * The floor of an episode, in a new array.
     *
     * @throws IllegalArgumentException naming each bound that is not reached, the furthest first, and what can be reached, if there is none
     */
    static int[] of(ActionGrid grid, List<Bound> bounds) {
        return new Floor(grid, bounds).found();
    }

    private int[] found() {
        int[] counts = grid.legal().stream().mapToInt(LegalCounts::smallest).toArray();
        require(rising, List.of(), counts);
        double before = Double.POSITIVE_INFINITY;
        while (furthest(counts) < before) {
            before = furthest(counts);
            for (int group = 0; group < counts.length; group++) {
                counts[group] = nearest(group, counts.clone());
            }
        }
        require(others, rising, counts);
        return counts;
    }

    /** The count of a group that brings what does not rise nearest to its bounds, while the rest holds; of equal ones the smallest. */
    private int nearest(int group, int... counts) {
        int best = counts[group];
        double least = furthest(counts);
        for (int count : grid.legal().get(group).counts()) {
            counts[group] = count;
            if (rising.stream().allMatch(bound -> bound.holds(counts)) && furthest(counts) < least) {
                best = count;
                least = furthest(counts);
            }
        }
        return best;
    }

    private double furthest(int... counts) {
        double most = 0;
        for (Bound bound : others) {
            most = Math.max(most, bound.of(counts) / bound.budget());
        }
        return most;
    }

    private void require(List<Bound> reached, List<Bound> together, int... counts) {
        List<Bound> missed = new ArrayList<>(
                reached.stream().filter(bound -> !bound.holds(counts)).toList());
        if (!missed.isEmpty()) {
            missed.sort(
                    (one, other) -> Double.compare(other.of(counts) / other.budget(), one.of(counts) / one.budget()));
            throw new IllegalArgumentException(missed.stream()
                    .map(bound -> message(bound, together, counts))
                    .collect(Collectors.joining("; ")));
        }
    }

    private String message(Bound bound, List<Bound> together, int... counts) {
        // Rounded up, so that whoever copies the figure gets a run; 1 bounds nothing.
        double least = Math.min(1, Math.ceil(bound.of(counts) * 1e4) / 1e4);
        String others = together.stream()
                .map(other -> other.key() + " " + other.budget())
                .collect(Collectors.joining(" and "));
        return String.format(
                Locale.ROOT,
                "%s must be at least %.4f, which %s can reach%s: %s",
                bound.key(),
                least,
                grid.settings().limits(),
                others.isEmpty() ? "" : " together with " + others,
                bound.budget());
    }
}
