package io.espalier.experiments.rewards;

import java.util.List;

/**
 * What was found out about one plan.
 *
 * @param place in the sequence of plans, from 0
 * @param kept count of each group, in the groups' order
 * @param macs share of the unpruned network's
 * @param surgery as surgery leaves the network, on the images of the reward
 * @param reconstruction after reconstruction, on the images of the reward: what a search sees
 * @param fineTuned accuracies after reconstruction and fine-tuning
 * @param seconds of wall clock for all of it
 */
record StudiedPlan(
        int place,
        List<Integer> kept,
        double macs,
        Scores surgery,
        Scores reconstruction,
        FineTuned fineTuned,
        double seconds) {

    StudiedPlan {
        kept = List.copyOf(kept);
    }

    /**
     * How well a network classifies the images of the reward.
     *
     * @param accuracy in [0, 1]
     * @param loss mean cross-entropy in nats
     * @param confidence mean {@code softmax(logits / 2)[label]}, in [0, 1]
     */
    record Scores(double accuracy, double loss, double confidence) {}

    /**
     * Accuracies in [0, 1].
     *
     * @param all on the whole search split
     * @param unseen on the part of it that the reward is not computed from; the same as on all of it if there is no such part
     */
    record FineTuned(double all, double unseen) {}
}
