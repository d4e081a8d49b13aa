package io.espalier.env.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.EpisodeModel;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle of a model of episodes is an episode. */
class TaskModelTest {

    /** Of a share computed in two ways. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private static final SearchProblem PROBLEM = TaskModel.problem(LeNetTask.of(0.5), LeNetTask.profiles());
    private static final EpisodeModel MODEL = PROBLEM.model();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void tellsTheCountsAndEveryObservationOfAnEpisodeBeforeItIsPlayed(long seed) {
        episodeIsAsTold(LeNetTask.of(0.5), actions(seed));
        episodeIsAsTold(LeNetTask.spending(0.5), actions(seed));
    }

    private static void episodeIsAsTold(PruningTask task, double... actions) {
        EpisodeModel model = TaskModel.problem(task, LeNetTask.profiles()).model();
        List<PruningPlan> played = new ArrayList<>();
        PruningEnvironment environment = new PruningEnvironment(task, RandomKey.of(1, "test"), plan -> {
            played.add(plan);
            return new Evaluation(new Score(0.75, 0.8, 0.7), LeNetTask.COST.cost(plan), Optional.empty());
        });
        assertThat(model.observation()).containsExactly(values(environment.reset()));
        for (int step = 0; step < actions.length; step++) {
            double[] next = values(environment.step(actions[step]).getChannelsData());
            assertThat(model.observation(Arrays.copyOf(actions, step + 1))).containsExactly(next);
        }
        int[] kept = model.kept(actions);
        assertThat(model.kept(model.taken(actions))).containsExactly(kept);
        for (int step = 0; step < kept.length; step++) {
            assertThat(played.get(0).keptOf(LeNetTask.GROUPS.get(step))).hasSize(kept[step]);
        }
    }

    @Test
    void anActorSeesWhatTheActionsSoFarLeadTo() {
        List<double[]> seen = new ArrayList<>();
        double[] actions = MODEL.answered(PROBLEM.steps(), observation -> {
            seen.add(observation);
            return Arrays.stream(observation).average().orElseThrow();
        });
        assertThat(seen).hasSize(PROBLEM.steps());
        for (int step = 0; step < actions.length; step++) {
            double[] expected = MODEL.observation(Arrays.copyOf(actions, step));
            assertThat(seen.get(step)).containsExactly(expected);
            assertThat(actions[step])
                    .isEqualTo(Arrays.stream(expected).average().orElseThrow());
        }
        assertThatThrownBy(() -> MODEL.answered(PROBLEM.steps() + 1, observation -> 0))
                .hasMessageStartingWith("steps must be");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theActionsTakenMeanTheSameAndAreWithinEveryBudget(long seed) {
        double[] actions = actions(seed);
        double[] taken = MODEL.taken(actions);
        assertThat(MODEL.kept(taken)).containsExactly(MODEL.kept(actions));
        assertThat(MODEL.taken(taken)).containsExactly(taken);
        assertThat(Arrays.stream(MODEL.used(taken)).boxed()).hasSize(2).allSatisfy(share -> assertThat(share)
                .isBetween(0.0, 1.0));
    }

    @Test
    void usesMoreThanABudgetWhereTheGuardWouldHaveToBend() {
        assertThat(MODEL.used()).containsExactly(new double[] {2, 1 / LeNetTask.LATENCY_BUDGET}, ROUNDING);
        assertThat(MODEL.used(0, 0, 0, 0)).containsExactly(MODEL.used());
    }

    @Test
    void theExpectedDropFollowsTheMeasuredOnesAndNeverFalls() {
        assertThat(MODEL.expectedDrop(1, 0)).isZero();
        assertThat(MODEL.expectedDrop(1, 0.3125))
                .as("ratio 0.25: a rise is noise")
                .isZero();
        assertThat(MODEL.expectedDrop(1, 0.625)).as("ratio 0.5").isCloseTo(0.1, ROUNDING);
        assertThat(MODEL.expectedDrop(1, 0.78125)).as("ratio 0.625").isCloseTo(0.25, ROUNDING);
        assertThat(MODEL.expectedDrop(2, 1))
                .as("ratio 0.8: the last slope goes on")
                .isCloseTo(0.46, ROUNDING);
        double before = 0;
        for (int i = 0; i <= 64; i++) {
            assertThat(MODEL.expectedDrop(3, i / 64.0)).isGreaterThanOrEqualTo(before);
            before = MODEL.expectedDrop(3, i / 64.0);
        }
    }

    @Test
    void saysHowManyStepsThereAreAndRefusesMore() {
        assertThat(PROBLEM.steps()).isEqualTo(4);
        assertThat(PROBLEM.schema()).isEqualTo(LeNetTask.encoder().schema());
        assertThatThrownBy(() -> MODEL.kept(0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions must be at most one a step, 4 in all: 5");
        assertThatThrownBy(() -> TaskModel.problem(LeNetTask.of(0.5), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("profiles must be one a group, 4 in all: 0");
    }

    private static double[] actions(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.actions").generator();
        return LeNetTask.GROUPS.stream()
                .mapToDouble(group -> random.nextDouble())
                .toArray();
    }

    private static double[] values(Map<String, Object> channels) {
        return (double[]) Objects.requireNonNull(channels.get(ObservationSchema.CHANNEL));
    }
}
