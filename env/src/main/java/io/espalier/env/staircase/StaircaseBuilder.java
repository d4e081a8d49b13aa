package io.espalier.env.staircase;

import io.espalier.env.target.Target;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Measures a table for a network on a target. First one cross of each layer, so that there is a table early, then layers and whole plans in
 * turns until the layers are known well enough, enough plans are measured, or the time is over. What is in the data already is not measured
 * again. Not for several threads at once.
 */
public final class StaircaseBuilder {

    private final Target target;
    private final CalibrationPlans plans;
    private final StaircaseSettings settings;
    private final LongSupplier nanoClock;
    private final NetworkLayers layers;

    /**
     * @param groups of this network, as {@code Coupling} finds them
     * @param nanoClock for the budget, such as {@code System::nanoTime}
     * @throws io.espalier.models.graph.UnsupportedNetworkException if counts of units alone do not tell the network's cost
     */
    public StaircaseBuilder(
            Target target,
            NetworkGraph graph,
            List<ChannelGroup> groups,
            StaircaseSettings settings,
            LongSupplier nanoClock) {
        this.target = target;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.layers = NetworkLayers.of(graph, groups);
        this.plans = new CalibrationPlans(graph, groups, settings.seed());
    }

    /**
     * Goes on with what there is.
     *
     * @param data measured before, of this network or of others, on this target
     * @param listener called after every block
     * @param stop asked before every block; true ends the build with what there is
     * @return all data
     * @throws io.espalier.env.target.FingerprintChangedException if the data are of another target, or the target becomes another
     * @throws io.espalier.env.target.TargetException if the target cannot be reached or does not take a network
     */
    public StaircaseData build(StaircaseData data, StaircaseListener listener, BooleanSupplier stop) {
        data.fingerprint().requireSame(target.fingerprint());
        StaircaseBuild build = new StaircaseBuild(target, layers, plans, settings, nanoClock, data);
        while (!stop.getAsBoolean() && build.inTime() && build.step()) {
            listener.measured(build.data(), build.progress());
        }
        return build.data();
    }

    /** The table that data give for this network. */
    public StaircaseTable table(StaircaseData data) {
        return StaircaseTable.of(data, layers);
    }
}
