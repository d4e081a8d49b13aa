package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * From an episode's reward to what the critics learn.
 *
 * @param scale how rewards of different episodes are made comparable
 * @param credit which transitions of an episode get its reward
 * @param discount of the value of the next step, in [0, 1]
 * @param observed share, in [0, 1], of the return that was really had in a target; the rest is the target networks' estimate
 */
public record ReturnSettings(Scale scale, Credit credit, double discount, double observed) {

    /** How rewards of different episodes are made comparable. */
    public enum Scale {
        /** Less a baseline that moves half of the way to each batch's mean reward (AMC's published code). */
        BASELINE,
        /** Less their mean and over their standard deviation, over all episodes kept. */
        STANDARD,
        /** The normal quantile of their rank among all episodes kept: differences near the best count as much as those far from it. */
        RANK
    }

    /** Which transitions of an episode get its reward. */
    public enum Credit {
        /** Each of them, so that with a discount of 1 values add up over the steps that are left (AMC). */
        EVERY_STEP,
        /** The last, as the environment gives it. */
        LAST_STEP
    }

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public ReturnSettings {
        Require.that(discount >= 0 && discount <= 1, "discount must be in [0, 1]", discount);
        Require.that(observed >= 0 && observed <= 1, "observed must be in [0, 1]", observed);
    }
}
