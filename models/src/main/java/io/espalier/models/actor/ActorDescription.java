package io.espalier.models.actor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.espalier.models.action.LegalCounts;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.walk.Figure;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code actor.json} says (docs/actor.md, docs/actor.schema.json): what the actor in {@code actor.onnx} sees, what its action means in
 * each group, and which units go.
 *
 * @param format version of this form
 * @param network digest of the unpruned network (see {@code GraphDigest})
 * @param model the file with the actor
 * @param features what an observation is made of, in its order
 * @param groups in the order in which they are decided: every group of the network
 * @param rules of the walk
 * @param recipe what reconstruction and fine-tuning were told; carried along into policies
 * @param provenance where the actor comes from
 */
@JsonPropertyOrder({"format", "network", "model", "features", "groups", "rules", "recipe", "provenance"})
public record ActorDescription(
        int format,
        String network,
        Model model,
        List<Input> features,
        List<Group> groups,
        Rules rules,
        Map<String, Object> recipe,
        Provenance provenance) {

    /** The form that this version reads and writes. */
    public static final int FORMAT = 1;

    private static final String HEX_DIGITS = "[0-9a-f]{64}";

    /**
     * The file with the actor.
     *
     * @param digest SHA-256 of its bytes
     * @param input that takes an observation, float32
     * @param output that holds the action, float32
     */
    @JsonPropertyOrder({"digest", "input", "output"})
    public record Model(String digest, Tensor input, Tensor output) {

        /** @throws IllegalArgumentException if the digest is no SHA-256 in hexadecimal digits, or the output is more than one action */
        public Model {
            requireDigest("model.digest", digest);
            if (!output.shape().equals(List.of(1, 1))) {
                throw new IllegalArgumentException("model.output.shape must be [1, 1]: " + output.shape());
            }
        }
    }

    /**
     * An input or output of the model.
     *
     * @param shape for one observation, {@code [1, values]}
     */
    @JsonPropertyOrder({"name", "shape"})
    public record Tensor(String name, List<Integer> shape) {

        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    /**
     * One number of an observation.
     *
     * @param values where it is a fact of the group: one a group, each in [0, 1]
     * @param formula where it changes within the walk: name of the formula in docs/state.md
     */
    @JsonPropertyOrder({"name", "values", "formula"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Input(String name, Optional<List<Double>> values, Optional<String> formula) {

        /** @throws IllegalArgumentException if it has not either values in [0, 1] or a formula that is known */
        public Input {
            values = values.map(List::copyOf);
            if (values.isPresent() == formula.isPresent()) {
                throw new IllegalArgumentException("feature '%s' must have either values or a formula".formatted(name));
            }
            for (double value : values.orElse(List.of())) {
                if (!(value >= 0 && value <= 1)) {
                    throw new IllegalArgumentException(
                            "values must be in [0, 1] of feature '%s': %s".formatted(name, value));
                }
            }
            if (formula.isPresent() && Figure.named(formula.get()).isEmpty()) {
                throw new IllegalArgumentException("formula must be one of %s of feature '%s': '%s'"
                        .formatted(Figure.all().stream().map(Figure::name).toList(), name, formula.get()));
            }
        }
    }

    /**
     * A group of channels that go together.
     *
     * @param name the node that first makes the channels
     * @param width units of the unpruned network
     * @param counts that may be kept, ascending
     * @param ranking its units, the most important first: those stay
     * @param drops where the rest of a budget is spent after the walk: accuracy that is expected to be lost if this group alone keeps each of
     *     the counts
     */
    @JsonPropertyOrder({"name", "width", "counts", "ranking", "drops"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Group(
            String name, int width, List<Integer> counts, List<Integer> ranking, Optional<List<Double>> drops) {

        /** @throws IllegalArgumentException naming the group if counts, ranking or drops are not of its width or of each other's length */
        public Group {
            counts = List.copyOf(counts);
            ranking = List.copyOf(ranking);
            drops = drops.map(List::copyOf);
            if (counts.isEmpty() || !(new LegalCounts(counts).largest() <= width)) {
                throw new IllegalArgumentException(
                        "counts must be at least one and at most %d in group '%s': %s".formatted(width, name, counts));
            }
            UnitRanking.known(Map.of(name, ranking));
            if (ranking.size() != width) {
                throw new IllegalArgumentException(
                        "ranking must have %d units in group '%s': %d".formatted(width, name, ranking.size()));
            }
            if (drops.isPresent() && !(drops.get().size() == counts.size() && allFinite(drops.get()))) {
                throw new IllegalArgumentException("drops must be one number for each of %d counts in group '%s': %s"
                        .formatted(counts.size(), name, drops.get()));
            }
        }

        private static boolean allFinite(List<Double> values) {
            return values.stream().allMatch(Double::isFinite);
        }
    }

    /**
     * What an action means, and which budgets there are.
     *
     * @param maxRatio share of a group that the action 1 removes, in (0, 1)
     * @param channelMultiple that the counts were made with; at least 1
     * @param scaled whether the actions of a whole walk are multiplied so that what they ask for just meets the budgets
     * @param fileBytes length of the unpruned network's ONNX file, which the budget of bytes is a share of
     * @param budgets of the run by name, each a share of the unpruned network's in (0, 1]; 1 bounds nothing
     * @param taught the range of budgets of MACs that the actor was taught with
     */
    @JsonPropertyOrder({"max_ratio", "channel_multiple", "scaled", "file_bytes", "budgets", "taught"})
    public record Rules(
            double maxRatio,
            int channelMultiple,
            boolean scaled,
            long fileBytes,
            SortedMap<String, Double> budgets,
            Range taught) {

        /** @throws IllegalArgumentException naming the value that is out of its range */
        public Rules {
            if (!(maxRatio > 0 && maxRatio < 1)) {
                throw new IllegalArgumentException("max_ratio must be in (0, 1): " + maxRatio);
            }
            if (!(channelMultiple >= 1)) {
                throw new IllegalArgumentException("channel_multiple must be at least 1: " + channelMultiple);
            }
            if (!(fileBytes >= 1)) {
                throw new IllegalArgumentException("file_bytes must be at least 1: " + fileBytes);
            }
            budgets = Collections.unmodifiableSortedMap(new TreeMap<>(budgets));
            budgets.forEach((name, share) -> requireShare("budgets." + name, share));
        }
    }

    /**
     * Shares, the ends included.
     *
     * @param from in (0, 1]
     * @param to in [from, 1]
     */
    @JsonPropertyOrder({"from", "to"})
    public record Range(double from, double to) {

        /** @throws IllegalArgumentException if an end is out of range */
        public Range {
            requireShare("from", from);
            requireShare("to", to);
            if (!(from <= to)) {
                throw new IllegalArgumentException("to must be at least from %s: %s".formatted(from, to));
            }
        }
    }

    /**
     * Where the actor comes from.
     *
     * @param agent name of the learner
     * @param configHash of the experiment
     */
    @JsonPropertyOrder({"agent", "config_hash"})
    public record Provenance(String agent, String configHash) {}

    /** @throws IllegalArgumentException if the form is another version's, or features, groups and model do not fit each other */
    public ActorDescription {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format must be %d: %d".formatted(FORMAT, format));
        }
        requireDigest("network", network);
        features = List.copyOf(features);
        groups = List.copyOf(groups);
        requireDistinct("features", features.stream().map(Input::name).toList());
        requireDistinct("groups", groups.stream().map(Group::name).toList());
        for (Input feature : features) {
            if (feature.values().isPresent() && feature.values().get().size() != groups.size()) {
                throw new IllegalArgumentException("values must be one for each of %d groups of feature '%s': %d"
                        .formatted(
                                groups.size(),
                                feature.name(),
                                feature.values().get().size()));
            }
        }
        if (!model.input().shape().equals(List.of(1, features.size()))) {
            throw new IllegalArgumentException("model.input.shape must be [1, %d], one for each feature: %s"
                    .formatted(features.size(), model.input().shape()));
        }
        if (groups.stream().map(group -> group.drops().isPresent()).distinct().count() > 1) {
            throw new IllegalArgumentException("groups must all have drops or none of them");
        }
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
    }

    private static void requireDigest(String name, String digest) {
        if (!digest.matches(HEX_DIGITS)) {
            throw new IllegalArgumentException("%s must be 64 hexadecimal digits: '%s'".formatted(name, digest));
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("%s must be in (0, 1]: %s".formatted(name, share));
        }
    }

    private static void requireDistinct(String name, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String one : names) {
            if (!seen.add(one)) {
                throw new IllegalArgumentException("%s must have names of their own: '%s'".formatted(name, one));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
    }
}
