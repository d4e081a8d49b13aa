package io.espalier.experiments.policy;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;
import java.util.SortedMap;

/**
 * A learned policy: the kept channels of every group and the recipe that turns the unpruned network into the pruned one.
 *
 * @param format version of this file's form
 * @param network digest of the unpruned network (see {@code GraphDigest})
 * @param kept kept unit indices by group; ratios are derived from it, never stored
 * @param recipe how the plan's network is recovered
 * @param result digests of the networks that come out
 * @param provenance where the policy comes from
 */
@JsonPropertyOrder({"format", "network", "kept", "recipe", "result", "provenance"})
public record Policy(
        int format,
        String network,
        SortedMap<String, List<Integer>> kept,
        Recipe recipe,
        Result result,
        Provenance provenance) {

    /** The form that this version reads and writes. */
    public static final int FORMAT = 1;

    /**
     * Digests of what comes out, by which a replay proves itself.
     *
     * @param reconstructed after surgery and reconstruction
     * @param fineTuned after fine-tuning: the network of the run's {@code pruned.onnx}; the same as before where the run does not fine-tune
     */
    public record Result(String reconstructed, String fineTuned) {}

    /**
     * Where a policy comes from.
     *
     * @param agent name of the learner
     * @param configHash of the experiment
     * @param episode in which the plan was found, counted over all rounds
     * @param reward of that episode
     * @param searchAccuracy on the search split before fine-tuning
     * @param macsFraction kept share of the MACs
     */
    public record Provenance(
            String agent, String configHash, int episode, double reward, double searchAccuracy, double macsFraction) {

        /** In place of the episode of a plan that a policy answered without a search. */
        public static final int ANSWERED = -1;
    }

    /** @throws IllegalArgumentException if the form is another version's */
    public Policy {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format must be %d: %d".formatted(FORMAT, format));
        }
    }

    public PruningPlan plan() {
        return new PruningPlan(kept);
    }
}
