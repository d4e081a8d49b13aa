package io.espalier.experiments.search;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.WholeMeter;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.TargetNetwork;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Whole plans for a table that had no time for any: the times of layers alone, added up, may be off by half.
 *
 * @param layers table of the layers
 * @param seed of the plans
 */
record TableCalibration(StaircaseTable layers, Recovery recovery, long seed) {

    /** Twice as many as the table needs to tell its error. */
    private static final int PLANS = 10;

    private static final double SMALLEST_SHARE = 0.3;
    private static final double SPREAD = 0.2;

    /** The table with the plans, measured together. */
    StaircaseTable by(WholeMeter meter) {
        List<int[]> plans = IntStream.range(0, PLANS).mapToObj(this::counts).toList();
        List<CandidateLatency> measured =
                meter.measure(plans.stream().map(this::network).toList());
        StaircaseTable table = layers;
        for (int i = 0; i < PLANS; i++) {
            table = table.withMeasured(plans.get(i), measured.get(i).ratio());
        }
        return table;
    }

    /** About the same share of every group, from plan to plan another. */
    private int[] counts(int plan) {
        RandomGenerator random = RandomKey.of(seed, "table.plans").at(plan).generator();
        double share = SMALLEST_SHARE + (1 - SMALLEST_SHARE) * plan / PLANS;
        List<Integer> counts = new ArrayList<>();
        for (ChannelGroup group : recovery.groups()) {
            double near = share + SPREAD * (2 * random.nextDouble() - 1);
            counts.add((int) Math.max(1, Math.min(group.width(), Math.round(near * group.width()))));
        }
        return counts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Which units stay does not matter to its time. */
    private TargetNetwork network(int... counts) {
        TreeMap<String, List<Integer>> kept = new TreeMap<>();
        for (int group = 0; group < counts.length; group++) {
            kept.put(
                    recovery.groups().get(group).name(),
                    IntStream.range(0, counts[group]).boxed().toList());
        }
        return TargetNetwork.of(
                OnnxCodec.toBytes(Surgeon.prune(recovery.unpruned(), recovery.groups(), new PruningPlan(kept))));
    }
}
