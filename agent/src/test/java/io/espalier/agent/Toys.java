package io.espalier.agent;

import io.espalier.env.contract.EpisodeModel;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;

/** Problems small enough to know their best policy. */
final class Toys {

    private Toys() {}

    /** Of a sum of six products. */
    static final Offset<Double> ROUNDING = Offset.offset(1e-6);

    /** The same problem for a learner whose sensitivities say that nothing costs anything. */
    static SearchProblem misleading(Budget toy) {
        return new SearchProblem(toy.schema(), toy.steps(), new BudgetModel(toy, false));
    }

    /** One step; the reward is minus the squared distance of the action to the best one. Optimum 0. */
    record OneStep(double best) implements ToyEnvironment.Problem {

        @Override
        public ObservationSchema schema() {
            return new ObservationSchema(List.of("constant"));
        }

        @Override
        public int steps() {
            return 1;
        }

        @Override
        public double[] observe(List<Double> actions) {
            return new double[] {1};
        }

        @Override
        public double reward(List<Double> actions) {
            return -Math.pow(actions.get(0) - best, 2);
        }
    }

    /** The same problem with features of no meaning behind its own. */
    record Padded(ToyEnvironment.Problem own, ObservationSchema schema) implements ToyEnvironment.Problem {

        @Override
        public int steps() {
            return own.steps();
        }

        @Override
        public double[] observe(List<Double> actions) {
            return Arrays.copyOf(own.observe(actions), schema.size());
        }

        @Override
        public double reward(List<Double> actions) {
            return own.reward(actions);
        }
    }

    /**
     * Two steps, of which the first should remove nothing and the second everything. The observation says which one it is and what the first
     * one did, without which an algorithm that looks one step ahead could not tell what the first action was worth. Optimum 0.
     */
    record Opposites() implements ToyEnvironment.Problem {

        @Override
        public ObservationSchema schema() {
            return new ObservationSchema(List.of("first", "second", "first_action"));
        }

        @Override
        public int steps() {
            return 2;
        }

        @Override
        public double[] observe(List<Double> actions) {
            return actions.isEmpty() ? new double[] {1, 0, 0} : new double[] {0, 1, actions.get(0)};
        }

        /** Of any policy that takes the same action in both steps, -1 at best. */
        @Override
        public double reward(List<Double> actions) {
            return -actions.get(0) - (1 - actions.get(1));
        }
    }

    /**
     * Six steps; the observation names the step, the reward is minus the mean squared distance of each action to the step's own best one,
     * a curve of which no constant comes near. Optimum 0.
     */
    record SixSteps() implements ToyEnvironment.Problem {

        static double best(int step) {
            return 0.15 + 0.7 * Math.abs(Math.sin(1.3 * step));
        }

        /** The reward of the best policy that takes the same action in every step. */
        double bestConstant() {
            double mean = IntStream.range(0, steps())
                    .mapToDouble(SixSteps::best)
                    .average()
                    .orElseThrow();
            return reward(Collections.nCopies(steps(), mean));
        }

        @Override
        public ObservationSchema schema() {
            return new ObservationSchema(List.of("position", "last_action"));
        }

        @Override
        public int steps() {
            return 6;
        }

        @Override
        public double[] observe(List<Double> actions) {
            double last = actions.isEmpty() ? 0 : actions.get(actions.size() - 1);
            return new double[] {actions.size() / 6.0, last};
        }

        @Override
        public double reward(List<Double> actions) {
            double sum = 0;
            for (int step = 0; step < actions.size(); step++) {
                sum -= Math.pow(actions.get(step) - best(step), 2);
            }
            return sum / actions.size();
        }
    }

    /**
     * Six groups of different cost and fragility; half of the whole cost must go. Each action wishes a share of its group's cost away; as
     * in pruning, the last steps are made to remove what the first ones have left over. The reward is minus the damage, which grows with
     * the square of the share and the group's fragility, so the best shares follow from Lagrange's rule.
     */
    record Budget() implements ToyEnvironment.Problem {

        private static final double[] COST = {0.10, 0.25, 0.20, 0.15, 0.20, 0.10};
        private static final double[] FRAGILITY = {0.9, 0.1, 0.5, 0.05, 0.3, 0.8};
        private static final double TO_REMOVE = 0.5;

        @Override
        public ObservationSchema schema() {
            return new ObservationSchema(
                    List.of("position", "cost", "fragility", "removed", "left_to_decide", "last_share"));
        }

        @Override
        public int steps() {
            return COST.length;
        }

        @Override
        public double[] observe(List<Double> actions) {
            List<Double> shares = shares(actions);
            int step = Math.min(shares.size(), COST.length - 1);
            double left = 0;
            for (int later = shares.size(); later < COST.length; later++) {
                left += COST[later];
            }
            double last = shares.isEmpty() ? 0 : shares.get(shares.size() - 1);
            return new double[] {
                step / 6.0, COST[step], FRAGILITY[step], Math.min(1, removed(shares)), Math.min(1, left), last
            };
        }

        @Override
        public double reward(List<Double> actions) {
            return -damage(shares(actions));
        }

        @Override
        public SearchProblem problem() {
            return new SearchProblem(schema(), steps(), new BudgetModel(this, true));
        }

        static double damage(List<Double> shares) {
            double damage = 0;
            for (int group = 0; group < COST.length; group++) {
                damage += FRAGILITY[group] * shares.get(group) * shares.get(group);
            }
            return damage;
        }

        /** The least damage: shares in proportion to cost over fragility, and those that would pass 1 held there. */
        static double leastDamage() {
            double low = 0;
            double high = 100;
            for (int halving = 0; halving < 200; halving++) {
                double multiplier = (low + high) / 2;
                if (removed(lagrange(multiplier)) < TO_REMOVE) {
                    low = multiplier;
                } else {
                    high = multiplier;
                }
            }
            return damage(lagrange(high));
        }

        /** The damage of the same share everywhere. */
        static double uniformDamage() {
            return damage(Collections.nCopies(COST.length, TO_REMOVE));
        }

        private static List<Double> lagrange(double multiplier) {
            List<Double> shares = new ArrayList<>();
            for (int group = 0; group < COST.length; group++) {
                shares.add(Math.min(1, multiplier * COST[group] / FRAGILITY[group]));
            }
            return shares;
        }

        private static double removed(List<Double> shares) {
            double removed = 0;
            for (int group = 0; group < shares.size(); group++) {
                removed += COST[group] * shares.get(group);
            }
            return removed;
        }

        /** The actions, each raised to what the later groups could not remove even if they went altogether. */
        private static List<Double> shares(List<Double> actions) {
            List<Double> shares = new ArrayList<>();
            for (int group = 0; group < actions.size(); group++) {
                double later = 0;
                for (int other = group + 1; other < COST.length; other++) {
                    later += COST[other];
                }
                double least = (TO_REMOVE - removed(shares) - later) / COST[group];
                shares.add(Math.min(1, Math.max(actions.get(group), least)));
            }
            return shares;
        }
    }

    /**
     * Of the toy with a budget.
     *
     * @param informed whether its sensitivities are what they seem
     */
    private record BudgetModel(Budget toy, boolean informed) implements EpisodeModel {

        @Override
        public int[] kept(double... actions) {
            return Budget.shares(list(actions)).stream()
                    .mapToInt(share -> 1000 - (int) Math.round(1000 * share))
                    .toArray();
        }

        @Override
        public double[] taken(double... actions) {
            return Budget.shares(list(actions)).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }

        @Override
        public double[] used(double... actions) {
            return new double[] {(1 - Budget.removed(list(actions))) / (1 - Budget.TO_REMOVE)};
        }

        @Override
        public double expectedDrop(int step, double action) {
            return informed ? Budget.FRAGILITY[step] * action * action : 0;
        }

        @Override
        public double[] observation(double... actions) {
            return toy.observe(list(actions));
        }

        private static List<Double> list(double... actions) {
            return Arrays.stream(actions).boxed().toList();
        }
    }
}
