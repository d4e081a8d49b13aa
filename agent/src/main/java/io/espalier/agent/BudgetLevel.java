package io.espalier.agent;

import java.util.Arrays;

/**
 * What rewards are beside those that other episodes had at about the same budget. An accuracy at 30 % of the MACs and one at 80 % cannot be
 * compared, so what is usual at a budget is taken off, and what is left is counted in what is usual to be left: a local line by budget
 * (Cleveland 1979, with a normal kernel) and the deviation from it.
 */
final class BudgetLevel {

    /** Deviation of the kernel of the line, as a share of the range of the budgets. */
    private static final double LINE = 0.08;

    /** The same of the deviation, which takes more episodes to tell. */
    private static final double SPREAD = 0.2;

    /** A deviation is not taken for less than this share of that over all budgets. */
    private static final double LEAST_SPREAD = 0.05;

    /** Below this all rewards are the same. */
    private static final double NOTHING = 1e-9;

    private final double[] budgets;
    private final double range;

    private BudgetLevel(double... budgets) {
        this.budgets = budgets;
        this.range = Arrays.stream(budgets).max().orElse(0)
                - Arrays.stream(budgets).min().orElse(0);
    }

    /**
     * Rewards without their level; the rewards as they are if all budgets are the same.
     *
     * @param budgets one an episode
     * @param rewards one an episode
     */
    static double[] removed(double[] budgets, double... rewards) {
        BudgetLevel level = new BudgetLevel(budgets);
        return level.range == 0 ? rewards.clone() : level.removedFrom(rewards);
    }

    private double[] removedFrom(double... rewards) {
        double[] left = new double[rewards.length];
        Arrays.setAll(left, episode -> rewards[episode] - line(budgets[episode], rewards));
        double[] squares = Arrays.stream(left).map(value -> value * value).toArray();
        double overall = Math.sqrt(Arrays.stream(squares).average().orElse(0));
        double least = Math.max(NOTHING, LEAST_SPREAD * overall);
        double[] scaled = new double[left.length];
        Arrays.setAll(scaled, episode -> left[episode] / Math.max(least, Math.sqrt(mean(budgets[episode], squares))));
        return scaled;
    }

    private double weight(double from, int episode, double width) {
        double distance = (budgets[episode] - from) / (width * range);
        return Math.exp(-distance * distance / 2);
    }

    private double mean(double budget, double... values) {
        double sum = 0;
        double weights = 0;
        for (int episode = 0; episode < values.length; episode++) {
            double weight = weight(budget, episode, SPREAD);
            sum += weight * values[episode];
            weights += weight;
        }
        return sum / weights;
    }

    /** The value at a budget of the line through the weighted rewards; where one budget has all the weight, their mean. */
    private double line(double budget, double... rewards) {
        double w = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int episode = 0; episode < rewards.length; episode++) {
            double weight = weight(budget, episode, LINE);
            double distance = (budgets[episode] - budget) / range;
            w += weight;
            x += weight * distance;
            y += weight * rewards[episode];
            xx += weight * distance * distance;
            xy += weight * distance * rewards[episode];
        }
        double variance = xx / w - (x / w) * (x / w);
        double slope = variance > NOTHING ? (xy / w - (x / w) * (y / w)) / variance : 0;
        return y / w - slope * (x / w);
    }
}
