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
        double tooLittle = -1;
        double enough = 1;
        if (!fits(shifted(enough, actions))) {
            return shifted(0, actions);
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (tooLittle + enough) / 2;
            if (fits(shifted(middle, actions))) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return shifted(enough, actions);
    }

    /** Whether the network that the actions ask for is within every budget. */
    boolean fits(double... actions) {
        return most(actions) <= 1;
    }

    /** The share that is used of the budget that is used most. */
    double most(double... actions) {
        return Arrays.stream(model.used(actions)).max().orElse(0);
    }

    private static double[] shifted(double shift, double... actions) {
        return Arrays.stream(actions)
                .map(action -> Math.max(0, Math.min(1, action + shift)))
                .toArray();
    }
}
