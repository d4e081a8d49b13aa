package io.espalier.tests;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.profile.ExpectedDrop;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.reward.RewardSettings;
import io.espalier.env.state.StateEncoder;
import io.espalier.env.state.StateSettings;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.env.walk.TaskModel;
import io.espalier.experiments.policy.ActorAssembly;
import io.espalier.models.action.ActionGrid;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.action.LegalCounts;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.importance.CoupledImportance;
import io.espalier.models.importance.L1Norm;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.profile.WeightStatistics;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.ModelSignature;
import io.espalier.models.runtime.OnnxFunction;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;

/** A network, a task of it with made-up facts of every group, and an actor with random weights, all from one seed. */
public final class TaughtActor {

    /** Share of parameters that some were taught to keep. */
    private static final double PARAMETERS = 0.95;

    private final NetworkGraph network;
    private final List<ChannelGroup> groups;
    private final CostModel cost;
    private final List<GroupProfile> profiles;
    private final ActionSettings settings;
    private final Map<String, Double> taught;
    private final boolean spending;
    private final boolean scaled;
    private final byte[] model;

    private TaughtActor(long seed, NetworkGraph network) {
        RandomGenerator random = RandomKey.of(seed, "test.taught").generator();
        this.network = network;
        this.groups = Coupling.groups(network);
        this.cost = CostModel.of(network, groups);
        this.settings = ActionSettings.DEFAULTS
                .withMaxRatio(0.6 + 0.35 * random.nextDouble())
                .withChannelMultiple(1 + random.nextInt(3));
        this.spending = random.nextBoolean();
        this.scaled = random.nextBoolean();
        this.profiles = groups.stream().map(group -> profile(group, random)).toList();
        Bound parameters = Bound.parameters(PARAMETERS, cost);
        boolean bounded =
                random.nextInt(3) == 0 && parameters.of(smallest(ActionGrid.of(groups, settings))) <= PARAMETERS;
        this.taught = bounded ? Map.of("parameters", PARAMETERS) : Map.of();
        int features = task(taught).encoder().schema().size();
        this.model = OnnxCodec.toFileBytes(actor(features, seed));
    }

    /** @param network with at least one group */
    static TaughtActor of(long seed, NetworkGraph network) {
        return new TaughtActor(seed, network);
    }

    NetworkGraph network() {
        return network;
    }

    CostModel cost() {
        return cost;
    }

    byte[] model() {
        return model.clone();
    }

    ActorDescription description() {
        return ActorAssembly.of(
                network,
                task(taught),
                model,
                new ActorAssembly.Teaching(
                        scaled,
                        new ActorDescription.Range(0.3, 0.9),
                        Map.of("seed", 5),
                        new ActorDescription.Provenance("td3", "9c030122")));
    }

    /** What the environment's own walk by this actor ends with. */
    PruningPlan walked(Map<String, Double> budgets) {
        Map<String, Double> all = new HashMap<>(taught);
        all.putAll(budgets);
        return walked(task(all), profiles, scaled, model);
    }

    /** The plan of an episode that an actor plays in ONNX Runtime: step by step or, where its answers are scaled, the scaled ones. */
    public static PruningPlan walked(PruningTask task, List<GroupProfile> profiles, boolean scaled, byte[] model) {
        try (OnnxFunction actor = open(task, model)) {
            return walked(task, profiles, scaled, actor::of);
        }
    }

    private static OnnxFunction open(PruningTask task, byte[] model) {
        int features = task.encoder().schema().size();
        String output = ModelSignature.of(model).outputs().get(0).name();
        return OnnxFunction.open(model, "observation", features, output);
    }

    /** The same with any actor. */
    public static PruningPlan walked(
            PruningTask task, List<GroupProfile> profiles, boolean scaled, ToDoubleFunction<double[]> actor) {
        PruningEnvironment environment = new PruningEnvironment(
                task,
                RandomKey.of(1, "test.unused"),
                plan -> new Evaluation(new Score(0.5, 1, 0.4), task.cost().cost(plan), Optional.empty()));
        double[] seen = observation(environment.reset());
        List<Double> actions = new ArrayList<>();
        while (!environment.isEpisodeFinished()) {
            actions.add(actor.applyAsDouble(seen));
            seen = observation(environment.step(actions.get(actions.size() - 1)).getChannelsData());
        }
        if (scaled) {
            double[] own = actions.stream().mapToDouble(Double::doubleValue).toArray();
            environment.reset();
            for (double action : TaskModel.problem(task, profiles).model().filled(own)) {
                environment.step(action);
            }
        }
        return environment.outcome().map(EpisodeOutcome::plan).orElseThrow();
    }

    private static double[] observation(Map<String, Object> channels) {
        return (double[]) Objects.requireNonNull(channels.get("observation"));
    }

    /** @throws IllegalArgumentException if the budgets cannot be reached */
    PruningTask task(Map<String, Double> budgets) {
        List<Bound> bounds = List.of(
                Bound.macs(budgets.getOrDefault("macs", 1.0), cost),
                Bound.parameters(budgets.getOrDefault("parameters", 1.0), cost),
                Bound.bytes(budgets.getOrDefault("bytes", 1.0), cost, OnnxCodec.toBytes(network).length),
                Bound.peakMemory(budgets.getOrDefault("peak_memory", 1.0), cost));
        BudgetGuard guard = new BudgetGuard(ActionGrid.of(groups, settings), bounds);
        List<Bound> seen = taught.containsKey("parameters")
                ? List.of(Bound.parameters(PARAMETERS, cost)) // what the actor sees is settled when it is taught
                : List.of();
        return new PruningTask(
                guard,
                Optional.of(new BudgetFill(guard, this::drop)).filter(fill -> spending),
                new StateEncoder(profiles, seen, StateSettings.DEFAULTS),
                UnitRanking.of(network, groups, CoupledImportance.of(new L1Norm())),
                cost,
                RewardSettings.DEFAULTS.withLatencyExponent(0).create(cost.whole()));
    }

    private static int[] smallest(ActionGrid grid) {
        return grid.legal().stream().mapToInt(LegalCounts::smallest).toArray();
    }

    private double drop(int group, int kept) {
        return ExpectedDrop.of(profiles.get(group).sensitivity())
                .at(1 - (double) kept / groups.get(group).width());
    }

    private static GroupProfile profile(ChannelGroup group, RandomGenerator random) {
        List<Double> drops = List.of(-0.01 + 0.1 * random.nextDouble(), 0.2 * random.nextDouble(), random.nextDouble());
        return new GroupProfile(
                group,
                new GroupProfile.Geometry(
                        1 + random.nextInt(9), 1 + random.nextInt(99), 1 + random.nextInt(9), 1 + random.nextInt(3)),
                random.nextDouble(),
                random.nextDouble(),
                new GroupProfile.Statistics(
                        new WeightStatistics(random.nextDouble(), random.nextDouble(), random.nextDouble()),
                        new GroupProfile.Gradients(
                                random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble()),
                        new GroupProfile.Activation(random.nextDouble(), random.nextDouble(), random.nextDouble()),
                        new GroupProfile.Redundancy(random.nextDouble(), random.nextDouble())),
                new GroupProfile.Sensitivity(List.of(0.25, 0.5, 0.75), drops, drops),
                new GroupProfile.Latency(random.nextDouble(), random.nextDouble()));
    }

    /** Two hidden layers; its answers are spread over [0, 1]. */
    private static NetworkGraph actor(int features, long seed) {
        GraphBuilder graph = new GraphBuilder(
                "actor",
                new NetworkGraph.Input("observation", TensorShape.vector(features)),
                RandomNetworks.initialiser(seed));
        String x = graph.add("layer0", new Operator.Dense(features, 24, true), graph.input());
        x = graph.add("layer0.activation", new Operator.Activation(Operator.Activation.Function.RELU), x);
        x = graph.add("layer1", new Operator.Dense(24, 1, true), x);
        return graph.build(
                graph.add("layer1.activation", new Operator.Activation(Operator.Activation.Function.SIGMOID), x));
    }
}
