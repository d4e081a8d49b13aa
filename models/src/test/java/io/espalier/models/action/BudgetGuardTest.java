package io.espalier.models.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetGuardTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyEpisodeOfRandomActionsEndsWithinTheBudget(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.actions").generator();
        double budget = 0.25 + 0.7 * random.nextDouble();
        ActionSettings settings = ActionSettings.DEFAULTS.withChannelMultiple(1 + random.nextInt(4));
        BudgetGuard guard =
                new BudgetGuard(ActionGrid.of(ThreeLayers.GROUPS, settings), List.of(ThreeLayers.macs(budget)));
        assertThat(ThreeLayers.macs(budget).of(walk(guard, random))).isLessThanOrEqualTo(budget);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyEpisodeEndsWithinBothBudgetsThoughTimeJumpsUpAndDownWithTheCounts(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.actions").generator();
        double time = 0.3 + 0.6 * random.nextDouble();
        double macs = 0.3 + 0.7 * random.nextDouble();
        Bound jagged = ThreeLayers.jagged(seed, time);
        BudgetGuard guard = new BudgetGuard(
                ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS), List.of(ThreeLayers.macs(macs), jagged));
        for (int episode = 0; episode < 20; episode++) {
            List<Integer> kept = walk(guard, random);
            assertThat(jagged.of(kept)).isLessThanOrEqualTo(time);
            assertThat(ThreeLayers.macs(macs).of(kept)).isLessThanOrEqualTo(macs);
        }
        List<Integer> uniform = guard.walked(guard.uniformAction());
        assertThat(jagged.of(uniform)).isLessThanOrEqualTo(time);
        assertThat(ThreeLayers.macs(macs).of(uniform)).isLessThanOrEqualTo(macs);
    }

    @Test
    void findsABudgetThatTheSmallestCountsMiss() {
        // Below 8 channels of b the time jumps to what the whole network takes.
        Bound cliff = new Bound(Bound.LATENCY, 0.7, false, kept -> kept[1] < 8 ? 1 : kept[1] / 32.0);
        BudgetGuard guard = new BudgetGuard(ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS), List.of(cliff));
        assertThat(guard.least(List.of())).containsExactly(4, 8, 4);
        assertThat(guard.walked(1.0))
                .as("the count above, where none below fits")
                .containsExactly(4, 8, 4);
        assertThat(guard.walked(0.0)).as("the largest that fits").containsExactly(16, 22, 20);
    }

    @Test
    void whereThePredictionRisesAboveTheBudgetTheFloorIsTaken() {
        double[] slower = {1};
        BudgetGuard guard = new BudgetGuard(
                ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS), List.of(ThreeLayers.changing(slower)));
        slower[0] = 3;
        assertThat(guard.walked(0.2)).containsExactly(4, 7, 4);
    }

    @Test
    void leavesAnActionAloneThatTheBudgetAllows() {
        BudgetGuard guard = guard(1.0);
        assertThat(guard.kept(List.of(), 0.0)).isEqualTo(16);
        assertThat(guard.kept(List.of(), 0.5)).isEqualTo(10);
        assertThat(guard.kept(List.of(), 1.0)).isEqualTo(4);
    }

    @Test
    void lowersACountOnlyAsFarAsTheBudgetAsks() {
        BudgetGuard guard = guard(0.5);
        int kept = guard.kept(List.of(10, 20), 0);
        assertThat(ThreeLayers.macs(0.5).of(List.of(10, 20, kept))).isLessThanOrEqualTo(0.5);
        assertThat(ThreeLayers.macs(0.5).of(List.of(10, 20, kept + 1))).isGreaterThan(0.5);
    }

    @Test
    void uniformUsesTheBudgetAndOneRatio() {
        BudgetGuard guard = guard(0.5);
        List<Integer> uniform =
                IntStream.of(guard.uniform(guard.uniformAction())).boxed().toList();
        assertThat(ThreeLayers.macs(0.5).of(uniform)).isBetween(0.45, 0.5);
        for (int group = 0; group < ThreeLayers.GROUPS.size(); group++) {
            assertThat((double) uniform.get(group)
                            / ThreeLayers.GROUPS.get(group).width())
                    .isBetween(0.64, 0.76);
        }
    }

    @Test
    void theUniformActionPassesTheGuardUnchanged() {
        BudgetGuard guard = guard(0.37);
        assertThat(guard.uniform(guard.uniformAction()))
                .containsExactly(guard.walked(guard.uniformAction()).stream()
                        .mapToInt(i -> i)
                        .toArray());
    }

    @Test
    void aBudgetThatNothingReachesIsRefusedWithTheLeastThatCanBe() {
        assertThatThrownBy(() -> guard(0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "budget.macs must be at least 0.0567, which action.max_ratio 0.8 and action.channel_multiple 1 can reach: 0.01");
    }

    @Test
    void ofSeveralBoundsTheOneThatBindsIsNamedWithTheOther() {
        Bound time = new Bound(Bound.LATENCY, 0.3, false, kept -> 0.5 + 0.5 * kept[0] / 16);
        assertThatThrownBy(() -> new BudgetGuard(
                        ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS),
                        List.of(ThreeLayers.macs(0.2), time)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "budget.latency must be at least 0.6250, which action.max_ratio 0.8 and action.channel_multiple 1 can reach together with budget.macs 0.2: 0.3");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.0001, Double.NaN})
    void aBudgetOutsideOfItsRangeIsRefused(double budget) {
        assertThatThrownBy(() -> ThreeLayers.macs(budget))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("budget.macs must be in (0, 1]: " + budget);
    }

    private static List<Integer> walk(BudgetGuard guard, RandomGenerator random) {
        List<Integer> decided = new ArrayList<>();
        while (decided.size() < ThreeLayers.GROUPS.size()) {
            decided.add(guard.kept(decided, random.nextDouble() * 0.5));
        }
        return decided;
    }

    private static BudgetGuard guard(double macs) {
        return new BudgetGuard(
                ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS), List.of(ThreeLayers.macs(macs)));
    }
}
