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
import org.junit.jupiter.params.provider.MethodSource;

class BudgetFillTest {

    private static final BudgetFill.Price ALIKE = (group, kept) -> 0;

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyBoundHoldsAndNoLargerCountOfAGroupFits(int seed) {
        RandomGenerator random = RandomKey.of(seed, "test.fill").generator();
        ActionSettings settings = ActionSettings.DEFAULTS.withChannelMultiple(1 + random.nextInt(8));
        BudgetGuard guard = new BudgetGuard(
                ActionGrid.of(ThreeLayers.GROUPS, settings),
                List.of(
                        ThreeLayers.macs(0.4 + 0.6 * random.nextDouble()),
                        ThreeLayers.jagged(seed, 0.6 + 0.4 * random.nextDouble())));
        List<Double> actions = IntStream.range(0, ThreeLayers.GROUPS.size())
                .mapToObj(i -> random.nextDouble())
                .toList();
        List<Integer> walked = walked(guard, actions);
        List<Integer> filled = new BudgetFill(guard, curve(seed)).filled(walked, actions);
        assertThat(guard.holds(array(filled))).isTrue();
        assertThat(new BudgetFill(guard, curve(seed))
                        .filled(walked(guard, asking(guard, filled)), asking(guard, filled)))
                .as("what was made of actions is asked for and given")
                .isEqualTo(filled);
        for (int group = 0; group < filled.size(); group++) {
            for (int count : guard.grid().legal().get(group).counts()) {
                List<Integer> larger = new ArrayList<>(filled);
                larger.set(group, count);
                assertThat(count > filled.get(group) && guard.holds(array(larger)))
                        .as("%s instead of %s", larger, filled)
                        .isFalse();
            }
        }
    }

    @Test
    void theLargestWishIsGrantedFirst() {
        BudgetGuard guard = guard(sum(0.5));
        List<Integer> filled = new BudgetFill(guard, (group, kept) -> group == 2 ? -kept : 0)
                .filled(List.of(16, 8, 4), List.of(0.0, 0.5, 1.0));
        assertThat(filled)
                .as("of 34 units 6 are left; b asked for 20 and gets them, though c would gain more")
                .containsExactly(16, 14, 4);
    }

    @Test
    void afterTheWishesComesWhatSavesMostForItsShareOfTheBudget() {
        BudgetGuard guard = guard(sum(0.5));
        List<Integer> filled = new BudgetFill(guard, (group, kept) -> group == 2 ? -kept : 0)
                .filled(List.of(10, 8, 4), asking(guard, List.of(10, 8, 4)));
        assertThat(filled).containsExactly(10, 8, 16);
    }

    @Test
    void whereNobodyAskedTheRestIsSpentAllTheSame() {
        BudgetFill fill = new BudgetFill(guard(sum(0.5)), (group, kept) -> group == 2 ? -kept : 0);
        assertThat(fill.spent(List.of(10, 8, 4))).containsExactly(10, 8, 16);
    }

    @Test
    void whatCostsNothingOfTheBudgetsIsTakenWhole() {
        Bound onlyA = new Bound(Bound.LATENCY, 0.5, false, kept -> kept[0] / 16.0);
        List<Integer> filled = new BudgetFill(guard(onlyA), ALIKE).filled(List.of(4, 8, 4), List.of(1.0, 1.0, 1.0));
        assertThat(filled).containsExactly(8, 32, 20);
    }

    @Test
    void ofEqualGroupsTheOneThatLostMostIsRaised() {
        BudgetGuard guard = guard(sum(0.5));
        assertThat(new BudgetFill(guard, ALIKE).filled(List.of(15, 9, 4), asking(guard, List.of(15, 9, 4))))
                .as("a unit is more of c than of b")
                .containsExactly(15, 9, 10);
    }

    @Test
    void anEpisodeThatAPredictionPushedOutOfItsBudgetStaysAsItIs() {
        double[] slower = {1};
        BudgetGuard guard = guard(ThreeLayers.changing(slower));
        slower[0] = 5;
        List<Integer> floor = IntStream.of(guard.least(List.of())).boxed().toList();
        assertThat(new BudgetFill(guard, ALIKE).filled(floor, List.of(0.0, 0.0, 0.0)))
                .isEqualTo(floor);
    }

    @Test
    void anActionTooFewIsRefused() {
        assertThatThrownBy(() -> new BudgetFill(guard(sum(0.5)), ALIKE).filled(List.of(4, 7, 4), List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions must be one for each of 3 groups: 1");
    }

    private static List<Integer> walked(BudgetGuard guard, List<Double> actions) {
        List<Integer> decided = new ArrayList<>();
        actions.forEach(action -> decided.add(guard.kept(decided, action)));
        return decided;
    }

    private static List<Double> asking(BudgetGuard guard, List<Integer> counts) {
        return IntStream.range(0, counts.size())
                .mapToObj(group -> guard.grid().actionOf(group, counts.get(group)))
                .toList();
    }

    private static int[] array(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).toArray();
    }

    private static BudgetGuard guard(Bound bound) {
        return new BudgetGuard(ActionGrid.of(ThreeLayers.GROUPS, ActionSettings.DEFAULTS), List.of(bound));
    }

    /** Units of all groups together. */
    private static Bound sum(double budget) {
        return new Bound(Bound.MACS, budget, true, kept -> IntStream.of(kept).sum() / 68.0);
    }

    private static BudgetFill.Price curve(long seed) {
        RandomKey key = RandomKey.of(seed, "test.curve");
        return (group, kept) -> key.at(group).generator().nextDouble()
                * (ThreeLayers.GROUPS.get(group).width() - kept);
    }
}
