package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.levels.LevelSettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A toy problem with a known optimum, for RL4J's algorithms. */
class LevelLearnersLearnTest {

    private static final int ROUND = 4;
    private static final int EPISODES = 160;

    private static final LevelSettings QUICK = LevelSettings.DEFAULTS
            .withLevels(3)
            .withNetworks(new LevelSettings.Networks(16, 1e-2, 1e-2))
            .withExploration(new LevelSettings.Exploration(20, 0.5, 0.98))
            .withReplay(new LevelSettings.Replay(32, 1, 10));

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"DQN, 1", "DQN, 2", "NSTEP, 1", "NSTEP, 2", "A2C, 1", "A2C, 2"})
    void takesTheBestLevelOfEachStep(LearnerKind kind, long seed) throws InterruptedException {
        Toys.Opposites toy = new Toys.Opposites();
        Learner learner =
                LearnerSettings.DEFAULTS.withDiscrete(QUICK).withKind(kind).create(toy.problem(), seed);
        for (int first = 0; first < EPISODES; first += ROUND) {
            learner.learn(RoundRunner.explore(learner, first / ROUND, first, ToyEnvironment.round(toy, ROUND)));
        }
        Trajectory learned =
                RoundRunner.exploit(learner, ToyEnvironment.round(toy, 1).get(0));
        assertThat(learned.actions()).isEqualTo(List.of(0.0, 1.0));
    }
}
