package io.espalier.agent.plans;

import io.espalier.env.contract.EpisodeModel;
import java.util.Arrays;

/**
 * Makes any vector one that an environment takes as it is.
 *
 * <p>A budget that is not used up is accuracy given away, and what is over it the environment bends back by pruning the last steps harder,
 * which is an accident of their order. So with {@code useUp} all actions are shifted by the same amount, each held within [0, 1], to
 * where the budgets are just used up.
 *
 * @param model of the episodes
 * @param useUp whether actions are shifted to the budgets; otherwise the environment alone bends them
 */
record BudgetFit(EpisodeModel model, boolean useUp) {

    /** Halvings of the shift: finer than any channel count. */
    private static final int BISECTIONS = 24;

    /** A vector within [0, 1], within the budgets, that asks for exactly what it gets. */
    double[] of(double... actions) {
        return model.taken(useUp ? usedUp(actions) : shifted(0, actions));
    }

    /** The same action in every step, as small as the budgets allow. */
    double[] uniform(int steps) {
        return model.taken(usedUp(new double[steps]));
    }

    private double[] usedUp(double... actions) {
        return model.fits(shifted(1, actions))
                ? new Bisection(shift -> shifted(shift, actions), model::fits, BISECTIONS).smallest(-1, 1)
                : shifted(0, actions);
    }

    private static double[] shifted(double shift, double... actions) {
        return Arrays.stream(actions)
                .map(action -> Math.max(0, Math.min(1, action + shift)))
                .toArray();
    }
}
