package io.espalier.models.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A learned policy as {@code policy.json} holds it (docs/policy.md, docs/policy.schema.json): which units of every group stay, of which
 * network, what was expected of the result, and where it comes from.
 *
 * @param format version of this form
 * @param network digest of the unpruned network (see {@code GraphDigest})
 * @param groups every group of that network, whole ones too, in topological order
 * @param budgets upper bounds by name, each a share of the unpruned network's in (0, 1); {@code macs} and the like
 * @param expected what the search saw of the pruned network
 * @param result digests of the networks that come out
 * @param recipe what reconstruction and fine-tuning were told; read by who can do that, and carried along by everyone else
 * @param provenance where the policy comes from
 */
@JsonPropertyOrder({"format", "network", "groups", "budgets", "expected", "result", "recipe", "provenance"})
public record Policy(
        int format,
        String network,
        List<Group> groups,
        SortedMap<String, Double> budgets,
        Expected expected,
        Result result,
        Map<String, Object> recipe,
        Provenance provenance) {

    /** The form that this version reads and writes. */
    public static final int FORMAT = 2;

    private static final String HEX_DIGITS = "[0-9a-f]{64}";

    /**
     * One group of channels that go together.
     *
     * @param name the node that first makes the channels
     * @param width units of the unpruned network
     * @param kept units that stay, ascending, at least one
     * @param members the axes of layers that become narrower
     */
    @JsonPropertyOrder({"name", "width", "kept", "members"})
    public record Group(String name, int width, List<Integer> kept, List<Member> members) {

        /** @throws IllegalArgumentException if units are not ascending and within the width, or there is no member */
        public Group {
            kept = List.copyOf(kept);
            members = List.copyOf(members);
            if (!(width > 0)) {
                throw new IllegalArgumentException("width must be positive in group '%s': %d".formatted(name, width));
            }
            if (kept.isEmpty()) {
                throw new IllegalArgumentException("kept must hold at least one unit in group '" + name + "'");
            }
            int previous = -1;
            for (int unit : kept) {
                if (!(unit > previous && unit < width)) {
                    throw new IllegalArgumentException(
                            "kept must ascend and stay below %d in group '%s': %s".formatted(width, name, kept));
                }
                previous = unit;
            }
            if (members.isEmpty()) {
                throw new IllegalArgumentException("members must not be empty in group '" + name + "'");
            }
        }

        private static Group of(NetworkGraph graph, ChannelGroup group, PruningPlan plan) {
            return new Group(
                    group.name(),
                    group.width(),
                    plan.keptOf(group),
                    group.members().stream()
                            .map(member -> Member.of(graph, member))
                            .toList());
        }

        /** Whether both are the same group, whatever stays of it. */
        boolean isLike(Group other) {
            return name.equals(other.name)
                    && width == other.width
                    && members.size() == other.members.size()
                    && IntStream.range(0, members.size())
                            .allMatch(place -> members.get(place).isLike(other.members.get(place)));
        }
    }

    /**
     * One axis of one layer.
     *
     * @param node the layer's name
     * @param layer what it is
     * @param weight name of its weight, or of a norm's scale, which in files from PyTorch is the module's name and {@code .weight}; empty
     *     for other layers
     * @param axis {@code OUT} for the channels that it makes, {@code IN} for those that it reads
     * @param positions length of the axis; several positions may belong to one unit, as after a flattening
     */
    @JsonPropertyOrder({"node", "layer", "weight", "axis", "positions"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Member(String node, Layer layer, Optional<String> weight, ChannelGroup.Axis axis, int positions) {

        /** @throws IllegalArgumentException if the axis has no position */
        public Member {
            if (!(positions > 0)) {
                throw new IllegalArgumentException("positions must be positive at '%s': %d".formatted(node, positions));
            }
        }

        private static Member of(NetworkGraph graph, ChannelGroup.Member member) {
            Node node = graph.node(member.node());
            return new Member(
                    member.node(),
                    Layer.of(node.operator()),
                    Stream.of(Roles.WEIGHT, Roles.SCALE)
                            .filter(node::has)
                            .findFirst()
                            .map(node::parameter),
                    member.axis(),
                    member.units().size());
        }

        /** Whether both are the same place of a network; weights may be called otherwise. */
        boolean isLike(Member other) {
            return node.equals(other.node)
                    && layer == other.layer
                    && axis == other.axis
                    && positions == other.positions;
        }
    }

    /** Kinds of layers that have channels of their own. */
    public enum Layer {
        CONVOLUTION,
        TRANSPOSED_CONVOLUTION,
        DENSE,
        NORM,
        /** Any other with parameters along the channels, such as a constant that is added. */
        OTHER;

        private static Layer of(Operator operator) {
            if (operator instanceof Operator.Conv2d) {
                return CONVOLUTION;
            }
            if (operator instanceof Operator.ConvTranspose2d) {
                return TRANSPOSED_CONVOLUTION;
            }
            if (operator instanceof Operator.Dense) {
                return DENSE;
            }
            return operator instanceof Operator.BatchNorm ? NORM : OTHER;
        }
    }

    /**
     * What was seen of the pruned network before fine-tuning.
     *
     * @param accuracy on the search split, in [0, 1]; empty where the plan was not evaluated
     * @param macs kept share of the unpruned network's, in (0, 1]
     * @param parameters kept share of the unpruned network's, in (0, 1]
     * @param latency relative to the unpruned network; empty where the search had no target
     */
    @JsonPropertyOrder({"accuracy", "macs", "parameters", "latency"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Expected(Optional<Double> accuracy, double macs, double parameters, Optional<Latency> latency) {

        /** @throws IllegalArgumentException if a share is out of range */
        public Expected {
            accuracy.filter(share -> !(share >= 0 && share <= 1)).ifPresent(share -> {
                throw new IllegalArgumentException("accuracy must be in [0, 1]: " + share);
            });
            if (!(macs > 0 && macs <= 1)) {
                throw new IllegalArgumentException("macs must be in (0, 1]: " + macs);
            }
            if (!(parameters > 0 && parameters <= 1)) {
                throw new IllegalArgumentException("parameters must be in (0, 1]: " + parameters);
            }
        }
    }

    /**
     * A ratio of times with its interval.
     *
     * @param ratio to the unpruned network's time; positive
     * @param lower end of the 95 % interval, or of a prediction's error
     * @param upper end of it
     * @param measured whether whole networks were measured; otherwise a table predicted it
     * @param target id of the fingerprint that it holds for
     */
    @JsonPropertyOrder({"ratio", "lower", "upper", "measured", "target"})
    public record Latency(double ratio, double lower, double upper, boolean measured, String target) {

        /** @throws IllegalArgumentException if the ratio is not positive and within the interval */
        public Latency {
            if (!(ratio > 0 && lower >= 0 && lower <= ratio && ratio <= upper && Double.isFinite(upper))) {
                throw new IllegalArgumentException(
                        "ratio must be positive and in [lower, upper]: %s in [%s, %s]".formatted(ratio, lower, upper));
            }
        }
    }

    /**
     * Digests of what comes out, by which a pruner proves itself.
     *
     * @param cut after surgery alone
     * @param reconstructed after surgery and reconstruction; empty where that was not made
     * @param fineTuned after fine-tuning: the network of the run's {@code pruned.onnx}; the same as before where the run does not fine-tune,
     *     and empty where that was not made
     */
    @JsonPropertyOrder({"cut", "reconstructed", "fine_tuned"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Result(String cut, Optional<String> reconstructed, Optional<String> fineTuned) {

        /** @throws IllegalArgumentException if one is no SHA-256 in hexadecimal digits */
        public Result {
            requireDigest("cut", cut);
            reconstructed.ifPresent(digest -> requireDigest("reconstructed", digest));
            fineTuned.ifPresent(digest -> requireDigest("fine_tuned", digest));
        }

        /** Of a network that was recovered. */
        public static Result recovered(String cut, String reconstructed, String fineTuned) {
            return new Result(cut, Optional.of(reconstructed), Optional.of(fineTuned));
        }
    }

    /**
     * Where a policy comes from.
     *
     * @param agent name of the learner
     * @param configHash of the experiment
     * @param episode in which the plan was found, counted over all rounds, or {@link #ANSWERED}
     * @param reward of that episode; empty where the plan was not evaluated
     */
    @JsonPropertyOrder({"agent", "config_hash", "episode", "reward"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Provenance(String agent, String configHash, int episode, Optional<Double> reward) {

        /** In place of the episode of a plan that a policy answered without a search. */
        public static final int ANSWERED = -1;

        /** @throws IllegalArgumentException if the reward is not finite or the episode less than -1 */
        public Provenance {
            reward.filter(value -> !Double.isFinite(value)).ifPresent(value -> {
                throw new IllegalArgumentException("reward must be finite: " + value);
            });
            if (!(episode >= ANSWERED)) {
                throw new IllegalArgumentException("episode must be at least -1: " + episode);
            }
        }
    }

    /** @throws IllegalArgumentException if the form is another version's, a name comes twice or a budget is out of range */
    public Policy {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format must be %d: %d".formatted(FORMAT, format));
        }
        requireDigest("network", network);
        groups = List.copyOf(groups);
        Set<String> names = new HashSet<>();
        for (Group group : groups) {
            if (!names.add(group.name())) {
                throw new IllegalArgumentException("groups must have names of their own: '" + group.name() + "'");
            }
        }
        budgets = Collections.unmodifiableSortedMap(new TreeMap<>(budgets));
        budgets.forEach(Policy::requireBudget);
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
    }

    /** What a policy says of a network's groups under a plan: all of them, in their order. */
    public static List<Group> groups(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        return groups.stream().map(group -> Group.of(graph, group, plan)).toList();
    }

    /** Kept units of every group that loses some. */
    public PruningPlan plan() {
        SortedMap<String, List<Integer>> kept = new TreeMap<>();
        groups.stream()
                .filter(group -> group.kept().size() < group.width())
                .forEach(group -> kept.put(group.name(), group.kept()));
        return new PruningPlan(kept);
    }

    private static void requireDigest(String name, String digest) {
        if (!digest.matches(HEX_DIGITS)) {
            throw new IllegalArgumentException("%s must be 64 hexadecimal digits: '%s'".formatted(name, digest));
        }
    }

    private static void requireBudget(String name, Double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("budgets.%s must be in (0, 1): %s".formatted(name, share));
        }
    }
}
