package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * Actor and critics: two hidden layers each, rectified.
 *
 * @param firstHidden units
 * @param secondHidden units
 * @param actorLearningRate of Adam
 * @param criticLearningRate of Adam
 * @param critics how many learn the same value from different first weights
 * @param criticInput what a critic sees
 */
public record NetworkSettings(
        int firstHidden,
        int secondHidden,
        double actorLearningRate,
        double criticLearningRate,
        int critics,
        CriticInput criticInput) {

    /**
     * The last layer starts uniform within this bound, so that first actions are near 0.5 and values near 0 (Lillicrap et al. 2016,
     * section 7).
     */
    static final double FINAL_BOUND = 3e-3;

    /** What a critic sees. The actor always sees the observation alone, so that it can be exported. */
    public enum CriticInput {
        /** The observation and the step's action, as in the papers. */
        STATE,
        /** Beside the observation all actions of the episode up to the step's, each in a place of its own (Pinto et al. 2018). */
        PLAN
    }

    /** @throws IllegalArgumentException naming the parameter that is not positive */
    public NetworkSettings {
        Require.that(firstHidden > 0, "firstHidden must be positive", firstHidden);
        Require.that(secondHidden > 0, "secondHidden must be positive", secondHidden);
        Require.that(actorLearningRate > 0, "actorLearningRate must be positive", actorLearningRate);
        Require.that(criticLearningRate > 0, "criticLearningRate must be positive", criticLearningRate);
        Require.that(critics > 0, "critics must be positive", critics);
    }

    public NetworkSettings withHidden(int first, int second) {
        return new NetworkSettings(first, second, actorLearningRate, criticLearningRate, critics, criticInput);
    }

    public NetworkSettings withLearningRates(double actor, double critic) {
        return new NetworkSettings(firstHidden, secondHidden, actor, critic, critics, criticInput);
    }

    public NetworkSettings withCritics(int count, CriticInput input) {
        return new NetworkSettings(firstHidden, secondHidden, actorLearningRate, criticLearningRate, count, input);
    }
}
