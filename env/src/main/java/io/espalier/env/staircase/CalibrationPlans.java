package io.espalier.env.staircase;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.surgery.Surgeon;
import java.util.List;

/** The networks of the plans that a table is calibrated with. Immutable. */
final class CalibrationPlans {

    private static final String SEQUENCE = "calibration";
    /** Every third plan is one of a search that knows of the target's vectors. */
    private static final int ALIGNED_EVERY = 3;

    private final NetworkGraph graph;
    private final List<ChannelGroup> groups;
    private final long seed;
    private final TargetNetwork unpruned;

    CalibrationPlans(NetworkGraph graph, List<ChannelGroup> groups, long seed) {
        this.graph = graph;
        this.groups = List.copyOf(groups);
        this.seed = seed;
        this.unpruned = TargetNetwork.of(OnnxCodec.toBytes(graph));
    }

    TargetNetwork unpruned() {
        return unpruned;
    }

    int[] counts(int place) {
        return place % ALIGNED_EVERY == ALIGNED_EVERY - 1
                ? RandomPlans.aligned(groups, SEQUENCE, seed, place)
                : RandomPlans.counts(groups, SEQUENCE, seed, place);
    }

    TargetNetwork network(List<Integer> counts) {
        int[] kept = counts.stream().mapToInt(Integer::intValue).toArray();
        return TargetNetwork.of(OnnxCodec.toBytes(Surgeon.prune(graph, groups, RandomPlans.plan(groups, kept))));
    }
}
