package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.agent.plans.SearcherSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each classical searcher keeps the contract of a learner. */
class HistoryLearnerTest {

    private static Learner searcher(LearnerKind kind, long seed) {
        return LearnerSettings.DEFAULTS
                .withSearchers(SearcherSettings.DEFAULTS.withUseUpBudget(false))
                .withKind(kind)
                .create(LearnerContract.PROBLEM.problem(), seed);
    }

    @Nested
    class Greedy implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return searcher(LearnerKind.GREEDY, seed);
        }
    }

    @Nested
    class Annealing implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return searcher(LearnerKind.ANNEALING, seed);
        }
    }

    @Nested
    class Evolution implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return searcher(LearnerKind.EVOLUTION, seed);
        }
    }

    @Nested
    class CmaEs implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return searcher(LearnerKind.CMAES, seed);
        }
    }

    @Test
    void repeatsTheBestEpisodeWhenItIsGreedy() throws InterruptedException {
        Learner learner = searcher(LearnerKind.ANNEALING, 4);
        List<Trajectory> played = RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(LearnerContract.PROBLEM, 5));
        learner.learn(played);
        double best = played.stream().mapToDouble(Trajectory::totalReward).max().orElseThrow();
        ToyEnvironment once = ToyEnvironment.round(LearnerContract.PROBLEM, 1).get(0);
        assertThat(RoundRunner.exploit(learner, once).totalReward()).isEqualTo(best);
        assertThat(learner.statistics()).containsEntry("best_reward", best);
    }

    @Test
    void refusesAnEpisodeThatItHasLearnedFrom() throws InterruptedException {
        Learner learner = searcher(LearnerKind.EVOLUTION, 4);
        learner.learn(RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(LearnerContract.PROBLEM, 2)));
        assertThatThrownBy(() -> learner.explorer(new EpisodeKey(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("episode must come after the 2 that were learned from: 1");
    }

    @Test
    void refusesAHistoryOfAnotherProblem(@TempDir Path folder) throws Exception {
        Learner learner = searcher(LearnerKind.GREEDY, 4);
        learner.save(folder);
        Files.writeString(folder.resolve("history.txt"), "espalier-history 1 7\n");
        assertThatThrownBy(() -> learner.restore(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("history must begin with 'espalier-history 1 6': 'espalier-history 1 7'");
    }
}
