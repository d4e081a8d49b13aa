package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanMemoryTest {

    private static final double ROUNDING = 1e-12;

    /** Of two steps each; the reward of episode i is i squared. */
    private static PlayedEpisode episode(float[] observations, double[] actions, double reward) {
        return new PlayedEpisode(observations, actions, new double[actions.length], 0.5, reward);
    }

    private static PlanMemory filled(int episodes, int capacity) {
        PlanMemory memory = new PlanMemory(2, capacity);
        for (int i = 0; i < episodes; i++) {
            memory.add(episode(new float[] {i, i}, new double[] {i, 0}, (double) i * i));
        }
        memory.settle(Scale.STANDARD);
        return memory;
    }

    private static int[] sample(PlanMemory memory, int wanted, int fromElite, long number) {
        return memory.sample(
                wanted, fromElite, RandomKey.of(1, "test.memory").at(number).generator());
    }

    @Test
    void keepsNoMoreThanItsCapacityInWholeEpisodesAndDropsTheOldest() {
        PlanMemory memory = filled(13, 21);
        assertThat(memory.size()).isEqualTo(20);
        assertThat(memory.episodeOf(0).actions()[0]).isEqualTo(3);
        assertThat(memory.episodeOf(19).actions()[0]).isEqualTo(12);
        assertThat(memory.stepOf(19)).isEqualTo(1);
    }

    @Test
    void aBatchHoldsDifferentTransitionsAndFollowsFromItsKey() {
        PlanMemory memory = filled(13, 100);
        for (int i = 0; i < 50; i++) {
            int[] batch = sample(memory, 20, 3, i);
            assertThat(Arrays.stream(batch).distinct().count()).isEqualTo(20);
            assertThat(sample(memory, 20, 3, i)).isEqualTo(batch);
        }
        assertThat(sample(memory, 20, 3, 1)).isNotEqualTo(sample(memory, 20, 3, 2));
        assertThat(sample(memory, 100, 3, 1)).hasSize(26);
    }

    @Test
    void soManyOfABatchAreOfTheBestEpisodes() {
        PlanMemory memory = filled(30, 100); // the best three are the last: transitions 54 to 59
        for (int i = 0; i < 20; i++) {
            assertThat(IntStream.of(sample(memory, 10, 4, i)).limit(4)).allMatch(memory::isElite);
        }
        assertThat(IntStream.range(0, 60).filter(memory::isElite)).containsExactly(54, 55, 56, 57, 58, 59);
    }

    @Test
    void standardRewardsHaveMeanZeroAndDeviationOne() {
        PlanMemory memory = filled(5, 100); // rewards 0, 1, 4, 9, 16: mean 6, variance 34.8
        assertThat(memory.rewardOf(0)).isCloseTo(-6 / Math.sqrt(34.8), within(ROUNDING));
        assertThat(memory.rewardOf(9)).isCloseTo(10 / Math.sqrt(34.8), within(ROUNDING));
    }

    @Test
    void rankedRewardsAreNormalQuantilesWhateverTheDistances() {
        PlanMemory memory = filled(5, 100);
        memory.settle(Scale.RANK);
        assertThat(memory.rewardOf(4)).isCloseTo(0, within(ROUNDING));
        assertThat(memory.rewardOf(9)).isCloseTo(1.2815515655446004, within(ROUNDING)); // the quantile of 0.9
        assertThat(memory.rewardOf(0)).isCloseTo(-memory.rewardOf(9), within(ROUNDING));
    }

    @Test
    void equalRewardsScaleToZero() {
        PlanMemory memory = new PlanMemory(1, 10);
        memory.add(episode(new float[1], new double[1], 0.7));
        memory.add(episode(new float[1], new double[1], 0.7));
        for (Scale scale : new Scale[] {Scale.STANDARD, Scale.RANK}) {
            memory.settle(scale);
            assertThat(memory.rewardOf(0)).isCloseTo(0, within(ROUNDING));
            assertThat(memory.rewardOf(1)).isCloseTo(0, within(ROUNDING));
        }
    }

    @Test
    void knowsThePlansThatWerePlayed() {
        PlanMemory memory = filled(3, 100);
        assertThat(memory.knows(2, 0)).isTrue();
        assertThat(memory.knows(2, 0.1)).isFalse();
    }
}
