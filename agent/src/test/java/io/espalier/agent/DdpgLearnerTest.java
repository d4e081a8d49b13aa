package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.ObservationSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DdpgLearnerTest implements LearnerContract {

    /** Small and quick, and out of warm-up after the second round. */
    private static final DdpgSettings SMALL = DdpgSettings.DEFAULTS
            .withNetworks(DdpgSettings.Networks.DEFAULTS.withHidden(24, 24).withLearningRates(1e-3, 1e-2))
            .withExploration(new DdpgSettings.Exploration(4, 0.5, 0.9))
            .withReplay(16, 60);

    @Override
    public Learner create(long seed) {
        return new DdpgLearner(SMALL, PROBLEM.schema(), seed);
    }

    @Test
    void learnsNothingInWarmUpAndOnceAStepAfterIt() throws InterruptedException {
        Learner learner = create(3);
        learner.learn(RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(PROBLEM, 4)));
        assertThat(learner.statistics()).containsEntry("updates", 0.0).containsEntry("deviation", 0.5);
        learner.learn(RoundRunner.explore(learner, 1, 4, ToyEnvironment.round(PROBLEM, 2)));
        assertThat(learner.statistics()).containsEntry("updates", 12.0).containsEntry("deviation", 0.5 * 0.9 * 0.9);
    }

    @Test
    void theDefaultsLearnToo() throws InterruptedException {
        DdpgSettings settings = DdpgSettings.DEFAULTS.withExploration(new DdpgSettings.Exploration(12, 0.5, 0.95));
        Learner learner = new DdpgLearner(settings, PROBLEM.schema(), 3);
        List<Double> losses = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            learner.learn(RoundRunner.explore(learner, round, 4 * round, ToyEnvironment.round(PROBLEM, 4)));
            losses.add(learner.statistics().get("critic_loss"));
        }
        assertThat(losses.subList(0, 3)).containsOnly(0.0);
        assertThat(losses.get(7)).isPositive().isLessThan(losses.get(3));
    }

    @Test
    void stopsAtALossThatIsNotANumberNamingTheUpdate() throws InterruptedException {
        Learner learner = create(3);
        List<Trajectory> round = RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(PROBLEM, 6));
        for (Trajectory trajectory : round) {
            for (StateActionRewardState<Double> step : trajectory.transitions()) {
                step.setReward(Double.NaN);
            }
        }
        assertThatThrownBy(() -> learner.learn(round))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("critic loss must be finite: NaN (round 0, update 0)");
    }

    @Test
    void refusesAStateSavedForOtherObservations(@TempDir Path folder) {
        create(3).save(folder);
        Learner other = new DdpgLearner(SMALL, new ObservationSchema(List.of("a", "b", "c")), 3);
        assertThatThrownBy(() -> other.restore(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("saved learner must have the number of features 3: 2 in " + folder.resolve("progress.bin"));
    }

    @Test
    void tellsTheJournalWhatItLearned() {
        Map<String, Double> statistics = create(3).statistics();
        assertThat(statistics)
                .containsOnlyKeys("critic_loss", "actor_value", "reward_baseline", "deviation", "updates");
    }
}
