package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;

/** What predicts latency during a search. Mutable: whatever is measured whole makes it better, and it holds the newest model. */
public final class LatencyPrediction implements LatencyModel {

    private final List<ChannelGroup> groups;
    private final String fingerprint;
    private volatile Learning model;

    /** A model that can take measured networks into account. */
    public interface Learning extends LatencyModel {

        /** The same model, calibrated with one more network; counts as in {@link #ratio}. */
        Learning withMeasured(double ratio, int... kept);
    }

    /**
     * @param groups whose counts the model takes
     * @param fingerprint id of the target that it is a model of
     */
    public LatencyPrediction(List<ChannelGroup> groups, String fingerprint, Learning model) {
        this.groups = List.copyOf(groups);
        this.fingerprint = fingerprint;
        this.model = model;
    }

    @Override
    public double ratio(int... kept) {
        return model.ratio(kept);
    }

    @Override
    public double relativeError() {
        return model.relativeError();
    }

    CandidateLatency of(PruningPlan plan) {
        Learning now = model;
        return CandidateLatency.predicted(now.ratio(counts(plan)), now.relativeError(), fingerprint);
    }

    void learn(PruningPlan plan, double ratio) {
        model = model.withMeasured(ratio, counts(plan));
    }

    private int[] counts(PruningPlan plan) {
        return groups.stream().mapToInt(group -> plan.keptOf(group).size()).toArray();
    }
}
