package io.espalier.agent.plans;

import io.espalier.env.contract.EpisodeModel;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Moves that give channels back in one step and take as much of the budgets in another. */
record BudgetTrade(EpisodeModel model) {

    /** Below this, a share of a budget is rounding. */
    private static final double NOTHING = 1e-9;

    /** Halvings of an action: finer than any channel count. */
    private static final int BISECTIONS = 16;

    /** The step that gets back and the one that gives. */
    record Pair(int back, int taken) {}

    /**
     * A plan with a step's action lowered, and another's raised to where the budgets hold again.
     *
     * @param amount that the first action is lowered by, as far as it goes
     * @return empty if the steps are the same, the first one has nothing to get back or the second one cannot make up for it
     */
    Optional<double[]> of(Pair pair, double amount, double... actions) {
        if (pair.back() == pair.taken() || actions[pair.back()] == 0) {
            return Optional.empty();
        }
        double[] moved = with(pair.back(), Math.max(0, actions[pair.back()] - amount), actions);
        if (model.fits(moved)) {
            return Optional.of(model.taken(moved));
        }
        if (!model.fits(with(pair.taken(), 1, moved))) {
            return Optional.empty();
        }
        Bisection more = new Bisection(action -> with(pair.taken(), action, moved), model::fits, BISECTIONS);
        return Optional.of(model.taken(more.smallest(moved[pair.taken()], 1)));
    }

    /** All pairs, those first that the sensitivities expect to win most accuracy. */
    Stream<Pair> bestFirst(double amount, double... actions) {
        int steps = actions.length;
        double now = model.usedMost(actions);
        double[] won = new double[steps];
        double[] needed = new double[steps];
        double[] lostPerShare = new double[steps];
        for (int step = 0; step < steps; step++) {
            double less = Math.max(0, actions[step] - amount);
            double more = Math.min(1, actions[step] + amount);
            won[step] = lost(step, less, actions[step]);
            needed[step] = Math.max(0, model.usedMost(with(step, less, actions)) - now);
            lostPerShare[step] = lost(step, actions[step], more)
                    / Math.max(NOTHING, now - model.usedMost(with(step, more, actions)));
        }
        return pairs(steps)
                .sorted(Comparator.comparingDouble(
                        pair -> needed[pair.back()] * lostPerShare[pair.taken()] - won[pair.back()]));
    }

    private static Stream<Pair> pairs(int steps) {
        return IntStream.range(0, steps).boxed().flatMap(back -> IntStream.range(0, steps)
                .filter(taken -> taken != back)
                .mapToObj(taken -> new Pair(back, taken)));
    }

    private double lost(int step, double before, double after) {
        return model.expectedDrop(step, after) - model.expectedDrop(step, before);
    }

    private static double[] with(int step, double action, double... actions) {
        double[] changed = actions.clone();
        changed[step] = action;
        return changed;
    }
}
