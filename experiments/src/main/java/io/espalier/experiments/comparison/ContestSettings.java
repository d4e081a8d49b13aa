package io.espalier.experiments.comparison;

import java.util.HashSet;
import java.util.List;

/**
 * Who is compared, and on what. It has as many cells as contenders times budgets times seeds.
 *
 * @param contenders at least one, with names of their own
 * @param budgets at least one, with names of their own
 * @param seeds of the searches, each once, at least one; not 0
 * @param episodes evaluations of each search, at least 1
 * @param effort how it is worked through
 */
public record ContestSettings(
        List<Variation> contenders, List<Variation> budgets, List<Long> seeds, int episodes, Effort effort) {

    /**
     * How it is worked through.
     *
     * @param parallel searches at once, at least 1; results do not depend on it
     * @param ownCalibration whether each seed draws calibration images of its own; otherwise all searches share those of the config's seed,
     *     so that the same plan has the same accuracy in all of them
     * @param test whether the network of each search is measured on the test split at the end
     */
    public record Effort(int parallel, boolean ownCalibration, boolean test) {}

    /** @throws IllegalArgumentException if a list is empty or repeats itself, or a value is out of range */
    public ContestSettings {
        contenders = List.copyOf(contenders);
        budgets = List.copyOf(budgets);
        seeds = List.copyOf(seeds);
        requireDistinct("contenders", contenders.stream().map(Variation::name).toList());
        requireDistinct("budgets", budgets.stream().map(Variation::name).toList());
        requireDistinct("seeds", seeds);
        if (seeds.contains(0L)) {
            throw new IllegalArgumentException("seeds must not hold 0: " + seeds);
        }
        if (!(episodes >= 1)) {
            throw new IllegalArgumentException("episodes must be at least 1: " + episodes);
        }
        if (!(effort.parallel() >= 1)) {
            throw new IllegalArgumentException("parallel must be at least 1: " + effort.parallel());
        }
    }

    private static void requireDistinct(String name, List<?> values) {
        if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(name + " must be different, at least one: " + values);
        }
    }
}
