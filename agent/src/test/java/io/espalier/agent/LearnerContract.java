package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What every learner keeps to; a test of a learner inherits it by saying how to make one. */
interface LearnerContract {

    int EPISODES = 3;
    ToyEnvironment.Problem PROBLEM = new Toys.SixSteps();

    /** A learner for {@link #PROBLEM} that has learned nothing, and that really learns within a few rounds if it learns at all. */
    Learner create(long seed);

    @Test
    default void actionsStayInTheirRange() throws InterruptedException {
        Learner learner = create(3);
        for (int round = 0; round < 6; round++) {
            for (Trajectory trajectory : playAndLearn(learner, round)) {
                assertThat(trajectory.actions())
                        .allSatisfy(action -> assertThat(action).isBetween(0.0, 1.0));
            }
        }
        assertThat(actions(learner.greedy()))
                .allSatisfy(action -> assertThat(action).isBetween(0.0, 1.0));
    }

    @Test
    default void anEpisodesActionsDependOnItsKeyNotOnWhatWasPlayedBefore() throws InterruptedException {
        Learner learner = create(3);
        playAndLearn(learner, 0);
        playAndLearn(learner, 1);
        List<Double> alone = actions(learner.explorer(new EpisodeKey(2, 7)));
        actions(learner.explorer(new EpisodeKey(2, 6)));
        actions(learner.greedy());
        IPolicy<Double> again = learner.explorer(new EpisodeKey(2, 7));
        assertThat(actions(again)).isEqualTo(alone);
        again.reset();
        assertThat(actions(again)).isEqualTo(alone);
    }

    @Test
    default void anotherThreadGetsTheSameActions() throws InterruptedException {
        Learner learner = create(3);
        playAndLearn(learner, 0);
        playAndLearn(learner, 1);
        List<Double> here = actions(learner.explorer(new EpisodeKey(2, 6)));
        List<Double> there = new ArrayList<>();
        Thread thread = new Thread(() -> there.addAll(actions(learner.explorer(new EpisodeKey(2, 6)))));
        thread.start();
        thread.join();
        assertThat(there).isEqualTo(here);
    }

    @Test
    default void theSameSeedTwiceGivesTheSameBits() throws InterruptedException {
        Learner first = create(11);
        Learner second = create(11);
        for (int round = 0; round < 5; round++) {
            List<List<Double>> played = actionsOf(playAndLearn(first, round));
            assertThat(actionsOf(playAndLearn(second, round))).isEqualTo(played);
            assertThat(second.statistics()).isEqualTo(first.statistics());
        }
        assertThat(actions(second.greedy())).isEqualTo(actions(first.greedy()));
    }

    @Test
    default void afterRestoringItLearnsOnToTheSameBits(@TempDir Path folder) throws InterruptedException {
        Learner saved = create(11);
        for (int round = 0; round < 4; round++) {
            playAndLearn(saved, round);
        }
        saved.save(folder.resolve("state"));
        Learner restored = create(11);
        restored.restore(folder.resolve("state"));
        for (int round = 4; round < 8; round++) {
            List<List<Double>> played = actionsOf(playAndLearn(saved, round));
            assertThat(actionsOf(playAndLearn(restored, round))).isEqualTo(played);
            assertThat(restored.statistics()).isEqualTo(saved.statistics());
        }
    }

    @Test
    default void statisticsAreFinite() throws InterruptedException {
        Learner learner = create(3);
        for (int round = 0; round < 4; round++) {
            assertThat(learner.statistics().values())
                    .allSatisfy(value -> assertThat(value).isFinite());
            playAndLearn(learner, round);
        }
        Map<String, Double> statistics = learner.statistics();
        assertThat(statistics.values()).allSatisfy(value -> assertThat(value).isFinite());
    }

    @Test
    default void refusesToRestoreWhatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> create(3).restore(folder.resolve("nothing")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.resolve("nothing").toString());
    }

    @Test
    default void refusesToRestoreAnotherKindOfLearner(@TempDir Path folder) {
        SavedKind.write(folder, "gardener");
        assertThatThrownBy(() -> create(3).restore(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("saved learner must be " + create(3).name() + ": gardener");
    }

    private static List<Trajectory> playAndLearn(Learner learner, int round) throws InterruptedException {
        List<Trajectory> played =
                RoundRunner.explore(learner, round, round * EPISODES, ToyEnvironment.round(PROBLEM, EPISODES));
        learner.learn(played);
        return played;
    }

    private static List<List<Double>> actionsOf(List<Trajectory> round) {
        return round.stream().map(Trajectory::actions).toList();
    }

    /** The actions of a whole episode, played by hand. */
    private static List<Double> actions(IPolicy<Double> policy) {
        List<Double> actions = new ArrayList<>();
        while (actions.size() < PROBLEM.steps()) {
            double[] values = PROBLEM.observe(actions);
            INDArray row = Nd4j.create(values, new long[] {1, values.length}, 'c');
            actions.add(policy.nextAction(new Observation(row)));
        }
        return actions;
    }
}
