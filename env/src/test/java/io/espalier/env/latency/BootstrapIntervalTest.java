package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapIntervalTest {

    private static final int ROUNDS = 40;
    private static final int SIMULATIONS = 500;
    private static final double TRUTH = -0.1;
    private static final double BLOCK_DEVIATION = 0.007;
    private static final double ROUND_DEVIATION = 0.03;

    /**
     * Of 95 %, two less for what a bootstrap of few blocks lacks. Above 99 % the interval would be wider than it must be. The share of 500
     * simulations has a standard error of 1 %.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 6, 10})
    void holdsTheTruthAsOftenAsItSays(int blocks) {
        int held = 0;
        for (int i = 0; i < SIMULATIONS; i++) {
            RandomKey key = RandomKey.of(7, "coverage").at(blocks, i);
            LatencyRatio ratio =
                    BootstrapInterval.of(simulated(blocks, key.at(0).generator()), key.at(1));
            held += ratio.lower() <= Math.exp(TRUTH) && Math.exp(TRUTH) <= ratio.upper() ? 1 : 0;
        }
        assertThat((double) held / SIMULATIONS).isBetween(0.93, 0.99);
    }

    @Test
    void isTheMeanOverBlocksOfTheirMedians() {
        List<double[]> blocks = List.of(new double[] {0, 0.1, 5}, new double[] {0.3}, new double[] {-0.2, 0.2, 0.2});
        LatencyRatio ratio = BootstrapInterval.of(blocks, RandomKey.of(1, "test"));
        assertThat(ratio.ratio()).isEqualTo(Math.exp((0.1 + 0.3 + 0.2) / 3));
        assertThat(ratio.rounds()).isEqualTo(7);
    }

    @Test
    void hasNoWidthWhereNothingDiffers() {
        List<double[]> blocks = List.of(new double[] {0.5, 0.5}, new double[] {0.5, 0.5});
        double ratio = Math.exp(0.5);
        assertThat(BootstrapInterval.of(blocks, RandomKey.of(1, "test")))
                .isEqualTo(new LatencyRatio(ratio, ratio, ratio, 4));
    }

    @Test
    void isNotFooledByBlocksThatAgreeByChance() {
        double[] rounds = simulated(1, RandomKey.of(3, "blocks").generator()).get(0);
        LatencyRatio ratio = BootstrapInterval.of(List.of(rounds, rounds, rounds, rounds), RandomKey.of(1, "test"));
        // A median of 40 rounds has a standard error of 1.25 * 0.03 / sqrt(40) = 0.006; of four, times 3.18, that is
        // 0.0095.
        assertThat(ratio.halfWidth()).isBetween(0.005, 0.015);
    }

    @Test
    void isTheSameForTheSameKey() {
        List<double[]> blocks = simulated(6, RandomKey.of(3, "blocks").generator());
        assertThat(BootstrapInterval.of(blocks, RandomKey.of(1, "test")))
                .isEqualTo(BootstrapInterval.of(blocks, RandomKey.of(1, "test")))
                .isNotEqualTo(BootstrapInterval.of(blocks, RandomKey.of(2, "test")));
    }

    private static List<double[]> simulated(int blocks, RandomGenerator random) {
        List<double[]> all = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            double mean = TRUTH + BLOCK_DEVIATION * random.nextGaussian();
            double[] rounds = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                rounds[round] = mean + ROUND_DEVIATION * random.nextGaussian();
            }
            all.add(rounds);
        }
        return all;
    }
}
