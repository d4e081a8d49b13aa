package io.espalier.env.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetGuardTest {

    private static final List<ChannelGroup> GROUPS = List.of(group("a", 16), group("b", 32), group("c", 20));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyEpisodeOfRandomActionsEndsWithinTheBudget(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.actions").generator();
        double budget = 0.25 + 0.7 * random.nextDouble();
        ActionSettings settings = new ActionSettings(0.8, 1 + random.nextInt(4));
        BudgetGuard guard = new BudgetGuard(GROUPS, settings, BudgetGuardTest::chain, budget);
        Map<String, Integer> decided = new TreeMap<>();
        for (ChannelGroup group : GROUPS) {
            decided.put(group.name(), guard.kept(decided, random.nextDouble() * 0.5));
        }
        assertThat(chain(decided)).isLessThanOrEqualTo((long) (budget * chain(widths())));
    }

    @Test
    void leavesAnActionAloneThatTheBudgetAllows() {
        BudgetGuard guard = new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, 1.0);
        assertThat(guard.kept(Map.of(), 0.0)).isEqualTo(16);
        assertThat(guard.kept(Map.of(), 0.5)).isEqualTo(10);
        assertThat(guard.kept(Map.of(), 1.0)).isEqualTo(4);
    }

    @Test
    void lowersACountOnlyAsFarAsTheBudgetAsks() {
        BudgetGuard guard = new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, 0.5);
        Map<String, Integer> decided = Map.of("a", 10, "b", 20);
        int kept = guard.kept(decided, 0);
        assertThat(chain(Map.of("a", 10, "b", 20, "c", kept))).isLessThanOrEqualTo(guard.budgetMacs());
        assertThat(chain(Map.of("a", 10, "b", 20, "c", kept + 1))).isGreaterThan(guard.budgetMacs());
    }

    @Test
    void keepsMultiplesWhereTheWidthAllows() {
        ActionSettings settings = new ActionSettings(0.8, 8);
        assertThat(IntStream.rangeClosed(0, 100)
                        .mapToObj(i -> settings.kept(i / 100.0, 32))
                        .distinct()
                        .sorted())
                .containsExactly(8, 16, 24, 32);
        assertThat(settings.kept(0, 20)).isEqualTo(20);
        assertThat(settings.kept(1, 4)).isEqualTo(4);
    }

    @Test
    void uniformUsesTheBudgetAndOneRatio() {
        BudgetGuard guard = new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, 0.5);
        Map<String, Integer> uniform = guard.uniform(guard.uniformAction());
        assertThat(chain(uniform)).isLessThanOrEqualTo(guard.budgetMacs());
        assertThat((double) chain(uniform) / chain(widths())).isGreaterThan(0.45);
        for (ChannelGroup group : GROUPS) {
            double kept = uniform.getOrDefault(group.name(), 0);
            assertThat(kept / group.width()).isBetween(0.64, 0.76);
        }
    }

    @Test
    void theUniformActionPassesTheGuardUnchanged() {
        BudgetGuard guard = new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, 0.37);
        double action = guard.uniformAction();
        Map<String, Integer> decided = new TreeMap<>();
        for (ChannelGroup group : GROUPS) {
            decided.put(group.name(), guard.kept(decided, action));
        }
        assertThat(decided).isEqualTo(guard.uniform(action));
    }

    @Test
    void aBudgetThatNothingReachesIsRefusedWithTheLeastThatCanBe() {
        assertThatThrownBy(() -> new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "budget.macs must be at least 0.0567, which action.maxRatio 0.8 and action.channelMultiple 1 can reach: 0.01");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.0001, Double.NaN})
    void aBudgetOutsideOfItsRangeIsRefused(double budget) {
        assertThatThrownBy(() -> new BudgetGuard(GROUPS, ActionSettings.DEFAULTS, BudgetGuardTest::chain, budget))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("budget.macs must be in (0, 1]: " + budget);
    }

    /** MACs of three layers in a row: 3 inputs to a, a to b, b to c. */
    private static long chain(Map<String, Integer> kept) {
        long a = kept.getOrDefault("a", 16);
        long b = kept.getOrDefault("b", 32);
        return 3 * a + a * b + b * kept.getOrDefault("c", 20);
    }

    private static Map<String, Integer> widths() {
        Map<String, Integer> widths = new TreeMap<>();
        GROUPS.forEach(group -> widths.put(group.name(), group.width()));
        return widths;
    }

    private static ChannelGroup group(String name, int width) {
        List<Integer> units = IntStream.range(0, width).boxed().toList();
        return new ChannelGroup(name, width, List.of(new Member(name, Axis.OUT, units)));
    }
}
