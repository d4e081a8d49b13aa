package io.espalier.experiments.comparison;

import io.espalier.experiments.statistics.Mean;
import io.espalier.experiments.statistics.PairedDifference;
import java.util.List;
import java.util.Optional;

/**
 * How a contender stands at a budget.
 *
 * @param marks after some numbers of evaluations, rising; the last is after all
 * @param latency of the best network, over the seeds; empty where it is switched off
 * @param test accuracy on the test split over the seeds; empty if that was not read
 * @param differences from others, at the last mark
 */
record Standing(
        String budget,
        String contender,
        List<Mark> marks,
        Optional<Mean> latency,
        Optional<Mean> test,
        List<Difference> differences) {

    Standing {
        marks = List.copyOf(marks);
        differences = List.copyOf(differences);
    }

    /**
     * The best network so far, over the seeds.
     *
     * @param evaluations that each search had had
     */
    record Mark(int evaluations, Mean accuracy, Mean reward) {}

    /**
     * This contender less another, seed by seed.
     *
     * @param other its name
     * @param latency of the best networks; empty where it is switched off for one of them
     */
    record Difference(
            String other, PairedDifference accuracy, PairedDifference reward, Optional<PairedDifference> latency) {}
}
