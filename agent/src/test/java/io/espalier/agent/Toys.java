package io.espalier.agent;

import io.espalier.env.contract.ObservationSchema;
import java.util.List;

/** Problems small enough to know their best policy. */
final class Toys {

    private Toys() {}

    /**
     * Six steps; the observation names the step, the reward is minus the mean squared distance of each action to the step's own best one,
     * a curve of which no constant comes near. Optimum 0.
     */
    record SixSteps() implements ToyEnvironment.Problem {

        static double best(int step) {
            return 0.15 + 0.7 * Math.abs(Math.sin(1.3 * step));
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
}
