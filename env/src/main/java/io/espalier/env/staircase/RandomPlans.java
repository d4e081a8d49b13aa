package io.espalier.env.staircase;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Plans to calibrate and to check a table with. A plan has a strength, uniform in [0.1, 0.8]; each group loses a share that is uniform
 * within 0.2 of the strength (and in [0, 0.95]), rounded to whole units of which at least one stays: any count, whether the target likes it or
 * not.
 */
public final class RandomPlans {

    private static final double WEAKEST = 0.1;
    private static final double STRONGEST = 0.8;
    private static final double SPREAD = 0.2;
    private static final double MOST = 0.95;

    private RandomPlans() {}

    /**
     * The plan of a place in the sequence of a seed.
     *
     * @return one count per group
     */
    public static int[] counts(List<ChannelGroup> groups, String sequence, long seed, long place) {
        RandomGenerator random =
                RandomKey.of(seed, "staircase.plans." + sequence).at(place).generator();
        double strength = WEAKEST + (STRONGEST - WEAKEST) * random.nextDouble();
        int[] counts = new int[groups.size()];
        for (int i = 0; i < counts.length; i++) {
            double removed = strength + SPREAD * (2 * random.nextDouble() - 1);
            double bounded = Math.max(0, Math.min(MOST, removed));
            counts[i] = (int) Math.max(1, Math.round(groups.get(i).width() * (1 - bounded)));
        }
        return counts;
    }

    /** Every count rounded to a multiple of a power of two that is drawn for the plan, as plans are that know of the target's vectors. */
    static int[] aligned(List<ChannelGroup> groups, String sequence, long seed, long place) {
        int[] counts = counts(groups, sequence, seed, place);
        int step = 4
                << RandomKey.of(seed, "staircase.alignment." + sequence)
                        .at(place)
                        .generator()
                        .nextInt(3);
        for (int i = 0; i < counts.length; i++) {
            int rounded = Math.max(1, Math.round((float) counts[i] / step)) * step;
            counts[i] = Math.min(groups.get(i).width(), rounded);
        }
        return counts;
    }

    /** The plan that keeps the first units of each group: which ones does not matter for time. */
    public static PruningPlan plan(List<ChannelGroup> groups, int... counts) {
        Map<String, List<Integer>> kept = new HashMap<>();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            all.add(counts[i]);
            kept.put(groups.get(i).name(), IntStream.range(0, counts[i]).boxed().toList());
        }
        if (all.size() != groups.size()) {
            throw new IllegalArgumentException(
                    "counts must be one for each of %d groups: %s".formatted(groups.size(), all));
        }
        return PruningPlan.of(kept);
    }
}
