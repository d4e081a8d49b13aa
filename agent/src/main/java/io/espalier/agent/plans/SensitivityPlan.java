package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;
import java.util.Arrays;

/**
 * The plan that the measured sensitivities alone suggest: from nothing removed, the step that loses the least expected accuracy for what it
 * brings towards the budgets goes one notch further, until every budget holds. It is what NetAdapt (Yang et al. 2018, arXiv 1804.03230,
 * algorithm 1) does, with the sensitivity measured once in place of a measurement after every step.
 */
public record SensitivityPlan(SearchProblem problem) {

    /** Of an action. */
    private static final double NOTCH = 1.0 / 32;

    /** Below this a saving is rounding. */
    private static final double NOTHING = 1e-12;

    /** The actions, one a step. */
    public double[] actions() {
        double[] actions = new double[problem.steps()];
        double excess = excess(actions);
        while (excess > 0) {
            double[] next = cheapest(actions, excess);
            if (Arrays.equals(next, actions)) {
                break; // no step brings it nearer; the environment's guard knows what else fits
            }
            actions = next;
            excess = excess(actions);
        }
        return problem.model().taken(actions);
    }

    /** The same with one step further removed; the same if none brings the budgets nearer. */
    private double[] cheapest(double[] actions, double excess) {
        double[] best = actions;
        double leastLoss = Double.POSITIVE_INFINITY;
        double mostSaved = 0;
        for (int step = 0; step < actions.length; step++) {
            double[] further = further(actions, step, excess);
            double saved = excess - excess(further);
            if (saved > NOTHING) {
                double loss = lost(step, actions[step], further[step]) / saved;
                if (loss < leastLoss || (loss == leastLoss && saved > mostSaved)) {
                    best = further;
                    leastLoss = loss;
                    mostSaved = saved;
                }
            }
        }
        return best;
    }

    /** As many notches as it takes until something changes: a group of few channels has coarse steps. */
    private double[] further(double[] actions, int step, double excess) {
        double[] further = actions.clone();
        do {
            further[step] = Math.min(1, further[step] + NOTCH);
        } while (further[step] < 1 && excess - excess(further) <= NOTHING);
        return further;
    }

    private double lost(int step, double before, double after) {
        return problem.model().expectedDrop(step, after) - problem.model().expectedDrop(step, before);
    }

    /** What is above the budgets, over all of them. */
    private double excess(double... actions) {
        return Arrays.stream(problem.model().used(actions))
                .map(share -> Math.max(0, share - 1))
                .sum();
    }
}
