package io.espalier.experiments.staircase;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.staircase.RandomPlans;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Predictions held against plans that were measured whole and that the table has not seen.
 *
 * @param plans by measured ratio
 * @param table how good the table's predictions are
 * @param macs the same for the share of MACs, taken as a prediction of the time
 */
public record TableCheck(List<Plan> plans, Agreement table, Agreement macs) {

    private static final int PLANS_PER_MEASUREMENT = 5;
    private static final String SEQUENCE = "check";

    public TableCheck {
        plans = List.copyOf(plans);
    }

    /**
     * One plan.
     *
     * @param kept one count per group
     * @param predicted by the table
     * @param measured with the meter
     * @param lower end of its 95 % interval
     * @param upper end of the same interval
     * @param macs share of the unpruned network's
     * @param disturbed whether the machine was disturbed the whole time it was measured
     */
    public record Plan(
            List<Integer> kept,
            double predicted,
            double measured,
            double lower,
            double upper,
            double macs,
            boolean disturbed) {

        public Plan {
            kept = List.copyOf(kept);
        }
    }

    /**
     * What a check needs.
     *
     * @param levels what is known of the canary
     * @param seed of the plans, not 0
     */
    public record Setup(Target target, MeterSettings meter, CanaryLevels levels, long seed) {}

    /**
     * Measures so many fresh plans, drawn as {@link RandomPlans} says.
     *
     * @param done called with the number of plans that are measured
     */
    public static TableCheck run(Setup setup, NetworkGraph graph, StaircaseTable table, int count, IntConsumer done) {
        List<ChannelGroup> groups = table.groups();
        CostModel cost = CostModel.of(graph, groups);
        TargetNetwork reference = TargetNetwork.of(OnnxCodec.toBytes(graph));
        LatencyMeter meter = new LatencyMeter(setup.target(), setup.meter(), setup.levels());
        List<Plan> plans = new ArrayList<>();
        for (int first = 0; first < count; first += PLANS_PER_MEASUREMENT) {
            List<int[]> counts = new ArrayList<>();
            List<TargetNetwork> networks = new ArrayList<>();
            for (int place = first; place < Math.min(count, first + PLANS_PER_MEASUREMENT); place++) {
                int[] kept = RandomPlans.counts(groups, SEQUENCE, setup.seed(), place);
                counts.add(kept);
                networks.add(TargetNetwork.of(
                        OnnxCodec.toBytes(Surgeon.prune(graph, groups, RandomPlans.plan(groups, kept)))));
            }
            long seed = RandomKey.of(setup.seed(), "staircase.check").at(first).derivedSeed();
            Measurement measurement =
                    meter.measure("check/%d/%d".formatted(setup.seed(), first), seed, reference, networks);
            for (int i = 0; i < counts.size(); i++) {
                plans.add(plan(counts.get(i), measurement.candidates().get(i), measurement, table, cost));
            }
            done.accept(plans.size());
        }
        return of(plans, setup.seed());
    }

    /** The agreement of plans that are already measured; {@code seed} is that of the resampling. */
    static TableCheck of(List<Plan> plans, long seed) {
        List<Plan> sorted = plans.stream()
                .sorted(java.util.Comparator.comparingDouble(Plan::measured))
                .toList();
        return new TableCheck(
                sorted, Agreement.of(sorted, Plan::predicted, seed), Agreement.of(sorted, Plan::macs, seed));
    }

    private static Plan plan(
            int[] kept, LatencySummary summary, Measurement measurement, StaircaseTable table, CostModel cost) {
        return new Plan(
                Arrays.stream(kept).boxed().toList(),
                table.ratio(kept),
                summary.ratio().ratio(),
                summary.ratio().lower(),
                summary.ratio().upper(),
                (double) cost.cost(kept).macs() / cost.whole().macs(),
                measurement.conditions().disturbed());
    }
}
