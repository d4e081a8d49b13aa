package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What predicts latency during a search. Mutable: whatever is measured whole makes it better, and it holds the newest model.
 *
 * <p>A search that spends a budget of time to its brim finds the plans whose time is underestimated. So what is predicted is the model's ratio
 * times what the latest measured plans took more than the model says of them: the median, with some that took just as much.
 */
public final class LatencyPrediction implements LatencyModel {

    /** Of the latest measured plans; a search moves on, and older ones are in the model too. */
    private static final int LATEST = 12;

    /** Imagined plans whose time was right, so that one measurement changes nothing. */
    private static final int PRIOR = 3;

    private static final double MEDIAN = 50;

    /** Half-width of an interval, as a share of the ratio, up to which the model learns from it: what a good model is off itself. */
    private static final double TELLING = 0.05;

    private final List<ChannelGroup> groups;
    private final String fingerprint;
    private final List<Taken> latest = new ArrayList<>();
    private volatile Corrected model;

    /** What a plan was measured to take. */
    private record Taken(PruningPlan plan, double ratio) {}

    /** A model and the factor on what it says. */
    private record Corrected(Learning model, double factor) {

        double ratio(int... kept) {
            return factor * model.ratio(kept);
        }
    }

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
        this.model = new Corrected(model, 1);
    }

    @Override
    public double ratio(int... kept) {
        return model.ratio(kept);
    }

    @Override
    public double relativeError() {
        return model.model().relativeError();
    }

    CandidateLatency of(PruningPlan plan) {
        Corrected now = model;
        return CandidateLatency.predicted(
                now.ratio(plan.countsOf(groups)), now.model().relativeError(), fingerprint);
    }

    /**
     * Takes a measured plan into account.
     *
     * @param measured counts for the factor however wide its interval is, because a median bears it, and for the model if it is narrow
     */
    void learn(PruningPlan plan, CandidateLatency measured) {
        Learning before = model.model();
        Learning fitted =
                measured.halfWidth() <= TELLING ? before.withMeasured(measured.ratio(), plan.countsOf(groups)) : before;
        latest.add(new Taken(plan, measured.ratio()));
        if (latest.size() > LATEST) {
            latest.remove(0);
        }
        double[] excess = new double[latest.size() + PRIOR];
        for (int i = 0; i < latest.size(); i++) {
            Taken taken = latest.get(i);
            excess[i] = Math.log(taken.ratio() / fitted.ratio(taken.plan().countsOf(groups)));
        }
        model = new Corrected(fitted, Math.exp(StatUtils.percentile(excess, MEDIAN)));
    }
}
