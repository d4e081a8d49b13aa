package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * How often and from what the networks learn.
 *
 * @param batchSize transitions an update learns from
 * @param eliteShare share of a batch, in [0, 1], that comes from the best episodes; the rest is uniform over all that are kept
 * @param replayCapacity transitions kept; the oldest episodes go first
 * @param perStep updates for each transition of a round, after the random episodes
 * @param tau share of the way, in (0, 1], that the target networks move towards the networks at each update
 */
public record UpdateSettings(int batchSize, double eliteShare, int replayCapacity, int perStep, double tau) {

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public UpdateSettings {
        Require.that(batchSize > 0, "batchSize must be positive", batchSize);
        Require.that(eliteShare >= 0 && eliteShare <= 1, "eliteShare must be in [0, 1]", eliteShare);
        Require.that(replayCapacity >= batchSize, "replayCapacity must be at least batchSize", replayCapacity);
        Require.that(perStep > 0, "perStep must be positive", perStep);
        Require.that(tau > 0 && tau <= 1, "tau must be in (0, 1]", tau);
    }

    public UpdateSettings withReplay(int changedBatchSize, int changedCapacity) {
        return new UpdateSettings(changedBatchSize, eliteShare, changedCapacity, perStep, tau);
    }

    public UpdateSettings withPerStep(int changed) {
        return new UpdateSettings(batchSize, eliteShare, replayCapacity, changed, tau);
    }

    public UpdateSettings withEliteShare(double changed) {
        return new UpdateSettings(batchSize, changed, replayCapacity, perStep, tau);
    }

    public UpdateSettings withTau(double changed) {
        return new UpdateSettings(batchSize, eliteShare, replayCapacity, perStep, changed);
    }
}
