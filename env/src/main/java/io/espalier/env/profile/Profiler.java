package io.espalier.env.profile;

import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.profile.GroupProfile.Geometry;
import io.espalier.env.profile.GroupProfile.Latency;
import io.espalier.env.profile.GroupProfile.Sensitivity;
import io.espalier.env.profile.GroupProfile.Statistics;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.importance.UnitRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Measures every group of a network before the search: what its layers are, what they cost, how their weights and gradients are spread, and
 * how accuracy and loss react, and predicted latency, when the group alone is pruned.
 */
public final class Profiler {

    /** Removed shares at which a group's sensitivity is tried. */
    public static final List<Double> RATIOS = List.of(0.25, 0.5, 0.75);

    private final NetworkGraph graph;
    private final CostModel cost;
    private final UnitRanking ranking;
    private final Function<ChannelGroup, Statistics> statistics;

    private final IntFunction<Latency> latency;

    /**
     * @param statistics what is measured of a group without pruning anything
     * @param latency predicted times of a group, by its index
     */
    public Profiler(
            NetworkGraph graph,
            CostModel cost,
            UnitRanking ranking,
            Function<ChannelGroup, Statistics> statistics,
            IntFunction<Latency> latency) {
        this.graph = graph;
        this.cost = cost;
        this.ranking = ranking;
        this.statistics = statistics;
        this.latency = latency;
    }

    /**
     * One profile per group, in the groups' order.
     *
     * @param evaluator asked for accuracies and losses alone
     * @param unpruned network on the evaluator's images
     */
    public List<GroupProfile> profile(CandidateEvaluator evaluator, Evaluation unpruned) {
        List<PruningPlan> plans = new ArrayList<>();
        cost.groups().forEach(group -> RATIOS.forEach(ratio -> plans.add(alone(group, ratio))));
        List<Evaluation> evaluations = evaluator.evaluateAll(plans);
        LossScale scale = LossScale.of(unpruned, evaluations);
        List<GroupProfile> profiles = new ArrayList<>();
        for (ChannelGroup group : cost.groups()) {
            int first = profiles.size() * RATIOS.size();
            profiles.add(profile(group, sensitivity(evaluations.subList(first, first + RATIOS.size()), scale)));
        }
        return profiles;
    }

    /** The facts of a profile by name, for the journal. */
    public static Map<String, Double> facts(GroupProfile profile) {
        Map<String, Double> facts = new java.util.TreeMap<>();
        facts.put("width", (double) profile.group().width());
        facts.put("in_channels", (double) profile.geometry().inChannels());
        facts.put("positions", (double) profile.geometry().positions());
        facts.put("kernel_taps", (double) profile.geometry().kernelTaps());
        facts.put("layers", (double) profile.geometry().layers());
        facts.put("macs_share", profile.macsShare());
        facts.put("parameters_share", profile.parametersShare());
        putStatistics(facts, profile.statistics());
        for (int i = 0; i < RATIOS.size(); i++) {
            long percent = Math.round(100 * RATIOS.get(i));
            facts.put(
                    "accuracy_drop_" + percent,
                    profile.sensitivity().accuracyDrops().get(i));
            facts.put(
                    "expected_drop_" + percent,
                    profile.sensitivity().expectedDrops().get(i));
        }
        facts.put("latency_share", profile.latency().share());
        facts.put("latency_slope", profile.latency().slope());
        return facts;
    }

    private static void putStatistics(Map<String, Double> facts, Statistics statistics) {
        facts.put("weight_mean_abs", statistics.weights().meanAbsolute());
        facts.put("weight_deviation", statistics.weights().standardDeviation());
        facts.put("weight_small_share", statistics.weights().smallShare());
        facts.put("gradient_mean_abs", statistics.gradients().meanAbsolute());
        facts.put("gradient_taylor", statistics.gradients().taylor());
        facts.put("gradient_fisher", statistics.gradients().fisher());
        facts.put("gradient_spread", statistics.gradients().spread());
        facts.put("activation_mean_abs", statistics.activation().meanAbsolute());
        facts.put("activation_zero_share", statistics.activation().zeroShare());
        facts.put("activation_spread", statistics.activation().spread());
        facts.put("variance_outside_quarter", statistics.redundancy().outsideQuarter());
        facts.put("variance_outside_half", statistics.redundancy().outsideHalf());
    }

    private GroupProfile profile(ChannelGroup group, Sensitivity sensitivity) {
        return new GroupProfile(
                group,
                geometry(group),
                cost.macsShare(group),
                parametersShare(group),
                statistics.apply(group),
                sensitivity,
                latency.apply(cost.groups().indexOf(group)));
    }

    private PruningPlan alone(ChannelGroup group, double ratio) {
        int kept = (int) Math.max(1, Math.round(group.width() * (1 - ratio)));
        return ranking.keep(Map.of(group.name(), kept));
    }

    private static Sensitivity sensitivity(List<Evaluation> evaluations, LossScale scale) {
        return new Sensitivity(
                RATIOS,
                evaluations.stream()
                        .map(evaluation -> scale.whole().accuracy() - evaluation.accuracy())
                        .toList(),
                evaluations.stream().map(scale::drop).toList());
    }

    private double parametersShare(ChannelGroup group) {
        int[] counts = cost.widths();
        counts[cost.groups().indexOf(group)] = 0;
        return 1 - (double) cost.cost(counts).parameters() / cost.whole().parameters();
    }

    private Geometry geometry(ChannelGroup group) {
        Node maker = graph.node(group.name());
        int positions = graph.shape(group.name()).positions();
        int layers = (int) group.members().stream()
                .filter(member -> hasWeight(graph.node(member.node())))
                .map(ChannelGroup.Member::node)
                .distinct()
                .count();
        if (maker.operator() instanceof Operator.Conv2d conv) {
            return new Geometry(conv.inChannels(), positions, conv.window().taps(), layers);
        }
        return new Geometry(graph.inputShapes(maker).get(0).channels(), positions, 1, layers);
    }

    private static boolean hasWeight(Node node) {
        return node.has(io.espalier.models.graph.Roles.WEIGHT);
    }
}
