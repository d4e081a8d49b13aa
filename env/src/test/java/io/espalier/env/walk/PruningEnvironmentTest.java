package io.espalier.env.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.junit.jupiter.api.Test;

/** On LeNet-5, whose four groups are conv1 (6), conv2 (16), fc1 (120) and fc2 (84). */
class PruningEnvironmentTest {

    private static final List<ChannelGroup> GROUPS = LeNetTask.GROUPS;
    private static final CostModel COST = LeNetTask.COST;

    /** Of a difference of two shares. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private final List<PruningPlan> evaluated = new ArrayList<>();

    @Test
    void decidesAGroupAStepAndPaysOnlyAtTheEnd() {
        PruningEnvironment environment = environment(1.0);
        environment.reset();
        for (int step = 0; step < 3; step++) {
            StepResult result = environment.step(step == 1 ? 1.0 : 0.0);
            assertThat(result.isTerminal()).isFalse();
            assertThat(result.getReward()).isZero();
        }
        assertThat(evaluated).isEmpty();
        StepResult last = environment.step(0.0);
        assertThat(last.isTerminal()).isTrue();
        assertThat(last.getReward()).isEqualTo(0.75);
        assertThat(evaluated).hasSize(1);
        // The ranking of this test calls the highest index the most important.
        assertThat(evaluated.get(0).keptOf(GROUPS.get(1))).containsExactly(12, 13, 14, 15);
        assertThat(evaluated.get(0).keptOf(GROUPS.get(0))).hasSize(6);
        assertThat(environment.outcome())
                .contains(new EpisodeOutcome(evaluated.get(0), evaluate(evaluated.get(0)), 0.75));
    }

    @Test
    void theBudgetHoldsWhateverTheAgentDoes() {
        PruningEnvironment environment = environment(0.5);
        play(environment, 0.0);
        assertThat(COST.cost(evaluated.get(0)).macs())
                .isLessThanOrEqualTo(COST.whole().macs() / 2);
    }

    @Test
    void observationsNameEveryFeatureInItsRangeAndFollowTheProgress() {
        PruningEnvironment environment = environment(0.5);
        double[] start = values(environment.reset());
        double[] next = values(environment.step(0.625).getChannelsData());
        List<String> names = LeNetTask.encoder().schema().features();
        assertThat(start).hasSize(names.size());
        assertThat(start[names.indexOf("position")]).isZero();
        assertThat(next[names.indexOf("position")]).isEqualTo(1.0 / 3);
        assertThat(start[names.indexOf("last_ratio")]).isZero();
        assertThat(next[names.indexOf("last_ratio")]).isEqualTo(0.5);
        assertThat(start[names.indexOf("macs_to_remove")]).isEqualTo(0.5);
        assertThat(next[names.indexOf("macs_to_remove")]).isLessThan(0.5);
        assertThat(next[names.indexOf("macs_used")]).isLessThan(1);
        assertThat(next[names.indexOf("sparsity")]).isGreaterThan(start[names.indexOf("sparsity")]);
        assertThat(start[names.indexOf("latency_to_remove")]).isCloseTo(1 - LeNetTask.LATENCY_BUDGET, ROUNDING);
        assertThat(next[names.indexOf("latency_to_remove")]).isLessThan(1 - LeNetTask.LATENCY_BUDGET);
        assertThat(start[names.indexOf("latency_used")]).isLessThan(next[names.indexOf("latency_used")]);
        assertThat(start[names.indexOf("latency_undecided")]).isGreaterThan(next[names.indexOf("latency_undecided")]);
        assertThat(start[names.indexOf("latency_share")]).isEqualTo(0.2);
        assertThat(next[names.indexOf("latency_slope")]).isEqualTo(0.5);
        assertThat(start[names.indexOf("sensitivity_50")]).isEqualTo(0.1);
        assertThat(start[names.indexOf("gradient_taylor")]).isEqualTo(0.25);
        assertThat(next[names.indexOf("gradient_taylor")]).isEqualTo(0.5);
        for (double value : next) {
            assertThat(value).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aSecondEpisodeStartsAfresh() {
        PruningEnvironment environment = environment(1.0);
        double[] first = values(environment.reset());
        play(environment, 1.0);
        assertThat(values(environment.reset())).containsExactly(first);
        assertThat(environment.outcome()).isEmpty();
    }

    @Test
    void aStepAfterTheEndIsRefused() {
        PruningEnvironment environment = environment(1.0);
        play(environment, 0.0);
        assertThatThrownBy(() -> environment.step(0.0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the episode has finished: reset() must come before step()");
    }

    @Test
    void anActionThatIsNoNumberIsRefused() {
        PruningEnvironment environment = environment(1.0);
        environment.reset();
        assertThatThrownBy(() -> environment.step(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action must be in [0, 1]: NaN");
    }

    private static void play(PruningEnvironment environment, double action) {
        environment.reset();
        while (!environment.isEpisodeFinished()) {
            environment.step(action);
        }
    }

    @Test
    void whatIsLeftOfTheBudgetsIsSpentAfterTheLastStep() {
        play(environment(LeNetTask.of(0.5)), 1.0);
        play(environment(LeNetTask.spending(0.5)), 1.0);
        assertThat(COST.cost(evaluated.get(0)).macs())
                .isLessThan(COST.cost(evaluated.get(1)).macs());
        assertThat(COST.cost(evaluated.get(1)).macs())
                .isLessThanOrEqualTo(COST.whole().macs() / 2);
    }

    private PruningEnvironment environment(double budget) {
        return environment(LeNetTask.of(budget));
    }

    private PruningEnvironment environment(PruningTask task) {
        return new PruningEnvironment(task, RandomKey.of(1, "test"), plan -> {
            evaluated.add(plan);
            return evaluate(plan);
        });
    }

    private static Evaluation evaluate(PruningPlan plan) {
        return new Evaluation(new Score(0.75, 0.8, 0.7), COST.cost(plan), Optional.empty());
    }

    private static double[] values(Map<String, Object> channels) {
        return (double[]) Objects.requireNonNull(channels.get(ObservationSchema.CHANNEL));
    }
}
