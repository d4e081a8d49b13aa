package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * How a search begins.
 *
 * @param randomEpisodes whose actions are uniformly random, at least 0; nothing is learned from them before they are over
 * @param imitationUpdates of the actor towards the plan that the measured sensitivities advise, before the first episode; 0 for none
 * @param imitation weight, at least 0, of the actor's distance to the actions of the best episodes, beside the value of its own
 */
public record StartSettings(int randomEpisodes, int imitationUpdates, double imitation) {

    /** @throws IllegalArgumentException naming the parameter that is negative */
    public StartSettings {
        Require.that(randomEpisodes >= 0, "randomEpisodes must not be negative", randomEpisodes);
        Require.that(imitationUpdates >= 0, "imitationUpdates must not be negative", imitationUpdates);
        Require.that(imitation >= 0, "imitation must not be negative", imitation);
    }

    /** The same for a learner that begins with another's actor, which nobody needs to show anything. */
    StartSettings warm() {
        return new StartSettings(0, 0, imitation);
    }

    boolean random(int episode) {
        return episode < randomEpisodes;
    }
}
