package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

class BudgetLevelTest {

    private static final int EPISODES = 200;

    /** Of the residuals with what made a plan better or worse than its budget; the line through 200 episodes is not known exactly. */
    private static final double NEARLY_ALL = 0.97;

    private final RandomGenerator generator = RandomKey.of(1, "test.level").generator();
    private final double[] budgets = fours();
    private final double[] quality = drawn();

    /** Rounds of four with a budget each. */
    private double[] fours() {
        double[] drawn = new double[EPISODES];
        for (int i = 0; i < EPISODES; i++) {
            drawn[i] = i % 4 == 0 ? 0.3 + 0.5 * generator.nextDouble() : drawn[i - 1];
        }
        return drawn;
    }

    private double[] drawn() {
        double[] drawn = new double[EPISODES];
        Arrays.setAll(drawn, i -> generator.nextGaussian());
        return drawn;
    }

    /** What accuracies do: they fall steeply where little is left, and differ more there. */
    private static double level(double budget) {
        return 0.92 - 0.3 * Math.exp(-6 * (budget - 0.3));
    }

    private static double spread(double budget) {
        return 0.05 * Math.exp(-5 * (budget - 0.3));
    }

    private double[] rewards() {
        double[] rewards = new double[EPISODES];
        Arrays.setAll(rewards, i -> level(budgets[i]) + spread(budgets[i]) * quality[i]);
        return rewards;
    }

    @Test
    void whatIsLeftTellsHowGoodAPlanIsForItsBudget() {
        double[] left = BudgetLevel.removed(budgets, rewards());
        assertThat(new SpearmansCorrelation().correlation(left, quality)).isGreaterThan(NEARLY_ALL);
        assertThat(new SpearmansCorrelation().correlation(rewards(), quality)).isLessThan(0.6);
        assertThat(Math.abs(new PearsonsCorrelation().correlation(left, budgets)))
                .isLessThan(0.1);
    }

    @Test
    void noBudgetHasMoreThanItsShareOfTheBest() {
        double[] left = BudgetLevel.removed(budgets, rewards());
        double[] best = IntStream.range(0, EPISODES)
                .boxed()
                .sorted((a, b) -> Double.compare(left[b], left[a]))
                .limit(EPISODES / 4)
                .mapToDouble(i -> budgets[i])
                .toArray();
        double tight = Arrays.stream(best).filter(budget -> budget < 0.55).count() / (double) best.length;
        double all = Arrays.stream(budgets).filter(budget -> budget < 0.55).count() / (double) EPISODES;
        assertThat(tight).isBetween(all - 0.15, all + 0.15);
    }

    @Test
    void rewardsOfOneBudgetStayAsTheyAre() {
        assertThat(BudgetLevel.removed(new double[] {0.5, 0.5, 0.5}, 0.1, 0.7, 0.4))
                .containsExactly(0.1, 0.7, 0.4);
    }

    @Test
    void aBudgetWithOneEpisodeLeavesNothing() {
        double[] left = BudgetLevel.removed(new double[] {0.3, 0.3, 0.8}, 0.5, 0.7, 0.9);
        assertThat(left[0]).isNegative();
        assertThat(left[1]).isPositive();
        assertThat(left[2]).isBetween(-1e-6, 1e-6);
    }
}
