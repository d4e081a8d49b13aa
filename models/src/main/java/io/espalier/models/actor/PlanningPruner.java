package io.espalier.models.actor;

import io.espalier.models.action.Bound;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.models.runtime.OnnxFunction;
import io.espalier.models.surgery.Surgeon;
import io.espalier.models.walk.Walk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The production pruner that plans: asks a learned actor what to cut out of a network for a budget, and cuts it. Nothing is evaluated,
 * reconstructed or trained, for which data would be needed. It holds a session of ONNX Runtime until it is closed; otherwise immutable, so
 * one serves any number of threads.
 *
 * <pre>{@code
 * try (PlanningPruner pruner = PlanningPruner.read(actorJson, actorOnnx)) {
 *     pruner.prune(onnxIn, onnxOut, Map.of("macs", 0.4));
 * }
 * }</pre>
 */
public final class PlanningPruner implements AutoCloseable {

    private static final int SHOWN_DIGITS = 12;

    private final ActorDescription description;
    private final OnnxFunction actor;
    private final UnitRanking ranking;

    private PlanningPruner(ActorDescription description, OnnxFunction actor) {
        this.description = description;
        this.actor = actor;
        Map<String, List<Integer>> ranked = new LinkedHashMap<>();
        description.groups().forEach(group -> ranked.put(group.name(), group.ranking()));
        this.ranking = UnitRanking.known(ranked);
    }

    /**
     * The pruner of a run's actor; both streams are read to their ends and stay open.
     *
     * @param description {@code actor.json}
     * @param actor {@code actor.onnx}
     * @throws IllegalArgumentException naming the key if the description is not of this form, if it is another actor's, or if the actor was
     *     taught to meet a budget that cannot be computed without its target
     * @throws UncheckedIOException if a stream cannot be read
     */
    public static PlanningPruner read(InputStream description, InputStream actor) {
        try {
            return of(ActorFile.read(description, "actor description"), actor.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read actor: " + e.getMessage(), e);
        }
    }

    /** The same from what was read before. */
    public static PlanningPruner of(ActorDescription description, byte[] actor) {
        String digest = ActorFile.digest(actor);
        if (!digest.equals(description.model().digest())) {
            throw new IllegalArgumentException("actor must be the one that is described (digest %s...): digest %s..."
                    .formatted(start(description.model().digest()), start(digest)));
        }
        Budgets.requireComputable(description);
        return new PlanningPruner(
                description,
                OnnxFunction.open(
                        actor,
                        description.model().input().name(),
                        description.features().size(),
                        description.model().output().name()));
    }

    public ActorDescription description() {
        return description;
    }

    /**
     * The actor's plan for a network, as a policy without an accuracy.
     *
     * @param network the one that the actor was taught on
     * @param budgets by name ({@code macs}, {@code parameters}, {@code bytes}, {@code peak_memory}) the largest share of the unpruned
     *     network's, in (0, 1]; what is not named is bounded as in the actor's run
     * @throws IllegalArgumentException if it is another network, a budget is not one of these or out of its range, or the budgets cannot be
     *     reached, naming what can be
     */
    public Policy plan(NetworkGraph network, Map<String, Double> budgets) {
        Optional<String> complaint = complaint(network);
        if (complaint.isPresent()) {
            throw new IllegalArgumentException(complaint.get());
        }
        List<ChannelGroup> groups = groups(network);
        CostModel cost = CostModel.of(network, groups);
        SortedMap<String, Double> asked = Budgets.asked(description, budgets);
        Walk walk = new DescribedWalk(description, groups, cost).within(asked);
        PruningPlan plan = ranking.keep(walk.guard().named(kept(walk, actor::of)));
        return policy(network, cost, asked, plan);
    }

    /** Kept counts that an actor's own walk ends with. */
    private List<Integer> kept(Walk walk, ToDoubleFunction<double[]> actions) {
        List<Double> answer = walk.answer(actions);
        return walk.kept(description.rules().scaled() ? walk.scaled(answer) : answer);
    }

    /**
     * Reads an ONNX model to its end, prunes it within the budgets and writes the smaller one; both streams stay open.
     *
     * @param budgets as of {@link #plan}
     * @throws IllegalArgumentException as of {@link #plan}; nothing is written then
     * @throws io.espalier.models.graph.UnsupportedNetworkException if the model holds what we do not have; nothing is written then
     * @throws UncheckedIOException if a stream fails or it is no ONNX model
     */
    public void prune(InputStream onnx, OutputStream pruned, Map<String, Double> budgets) {
        try {
            pruned.write(prune(onnx.readAllBytes(), budgets));
            pruned.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prune: " + e.getMessage(), e);
        }
    }

    /** The same from bytes to bytes. */
    public byte[] prune(byte[] onnx, Map<String, Double> budgets) {
        NetworkGraph network = OnnxCodec.fromBytes(onnx, "network");
        return OnnxCodec.toFileBytes(PolicyPruner.of(plan(network, budgets)).prune(network));
    }

    /** Frees the session; nobody may be asking for a plan any more. */
    @Override
    public void close() {
        actor.close();
    }

    private Optional<String> complaint(NetworkGraph network) {
        String digest = GraphDigest.of(network);
        return digest.equals(description.network())
                ? Optional.empty()
                : Optional.of("actor must be asked about the network it was taught on (digest %s...): digest %s..."
                        .formatted(start(description.network()), start(digest)));
    }

    /** The network's groups, which must be those that are described. */
    private List<ChannelGroup> groups(NetworkGraph network) {
        List<ChannelGroup> groups = Coupling.groups(network);
        List<String> found =
                groups.stream().map(group -> group.name() + " " + group.width()).toList();
        List<String> described = description.groups().stream()
                .map(group -> group.name() + " " + group.width())
                .toList();
        if (!found.equals(described)) {
            throw new IllegalArgumentException(
                    "actor description must have the network's groups %s: %s".formatted(found, described));
        }
        return groups;
    }

    private Policy policy(NetworkGraph network, CostModel cost, SortedMap<String, Double> asked, PruningPlan plan) {
        Cost left = cost.cost(plan);
        SortedMap<String, Double> bounds = new TreeMap<>();
        asked.forEach((key, share) -> bounds.put(Bound.nameOf(key), share));
        bounds.values().removeIf(share -> share >= 1);
        return new Policy(
                Policy.FORMAT,
                description.network(),
                Policy.groups(network, cost.groups(), plan),
                bounds,
                new Policy.Expected(
                        Optional.empty(),
                        share(left.macs(), cost.whole().macs()),
                        share(left.parameters(), cost.whole().parameters()),
                        Optional.empty()),
                new Policy.Result(
                        GraphDigest.of(Surgeon.prune(network, cost.groups(), plan)),
                        Optional.empty(),
                        Optional.empty()),
                description.recipe(),
                new Policy.Provenance(
                        description.provenance().agent(),
                        description.provenance().configHash(),
                        Policy.Provenance.ANSWERED,
                        Optional.empty()));
    }

    private static double share(long left, long whole) {
        return (double) left / whole;
    }

    private static String start(String digest) {
        return digest.substring(0, SHOWN_DIGITS);
    }
}
