package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

class PlanModelTest {

    private static final int STEPS = 10;
    private static final double ROUNDING = 1e-9;

    private static double[] plan(String name, int number) {
        RandomGenerator generator = RandomKey.of(1, name).at(number).generator();
        double[] plan = new double[STEPS];
        Arrays.setAll(plan, step -> 0.5 + 0.15 * generator.nextGaussian());
        return plan;
    }

    private static PlanModel model(int plans, ToDoubleFunction<double[]> reward) {
        PlanMemory memory = new PlanMemory(STEPS, 1000 * STEPS);
        for (int i = 0; i < plans; i++) {
            double[] plan = plan("test.played", i);
            memory.add(new PlayedEpisode(new float[STEPS], plan, new double[STEPS], 1, reward.applyAsDouble(plan)));
        }
        memory.settle(Scale.STANDARD);
        return PlanModel.of(memory);
    }

    /** Highest at 0.6, 0.6, 0.4, ..., with a valley between two of the steps. */
    private static double reward(double... plan) {
        double reward = plan[0] * plan[1];
        for (int step = 0; step < plan.length; step++) {
            double away = plan[step] - (step < 2 ? 0.6 : 0.4);
            reward -= away * away;
        }
        return reward;
    }

    @Test
    void aFewDozenPlansTellTheOrderOfOthers() {
        PlanModel model = model(40, PlanModelTest::reward);
        double[] expected = new double[50];
        double[] real = new double[50];
        for (int i = 0; i < 50; i++) {
            double[] other = plan("test.other", i);
            expected[i] = model.value(0, other);
            real[i] = reward(other);
        }
        assertThat(new SpearmansCorrelation().correlation(expected, real)).isGreaterThan(0.7);
    }

    @Test
    void whatIsFarFromAllPlansIsUncertain() {
        PlanModel model = model(40, PlanModelTest::reward);
        double[] far = new double[STEPS];
        double[] known = plan("test.played", 3);
        assertThat(uncertainty(model, far)).isGreaterThan(2 * uncertainty(model, known));
        assertThat(model.value(-1, far)).isCloseTo(model.value(0, far) - uncertainty(model, far), within(ROUNDING));
    }

    private static double uncertainty(PlanModel model, double... plan) {
        return model.value(1, plan) - model.value(0, plan);
    }

    @Test
    void equalRewardsAreNoReasonToExpectAnythingElse() {
        PlanModel model = model(PlanModel.LEAST, plan -> 0.8);
        assertThat(model.value(1, plan("test.other", 1))).isCloseTo(0, within(1e-3));
    }
}
