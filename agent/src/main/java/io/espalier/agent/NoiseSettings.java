package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * Exploration of a deterministic actor: actions are drawn from a normal distribution around the actor's, truncated to [0, 1], whose
 * deviation shrinks from episode to episode.
 *
 * @param deviation of the first episode after the random ones
 * @param decay factor from one episode to the next, in (0, 1]
 * @param least that the deviation does not fall below
 */
public record NoiseSettings(double deviation, double decay, double least) {

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public NoiseSettings {
        Require.that(deviation > 0, "deviation must be positive", deviation);
        Require.that(decay > 0 && decay <= 1, "decay must be in (0, 1]", decay);
        Require.that(least >= 0, "least must not be negative", least);
    }

    /** @param episode counted from the first that is not random */
    double deviationIn(int episode) {
        return Math.max(least, deviation * Math.pow(decay, Math.max(0, episode)));
    }
}
