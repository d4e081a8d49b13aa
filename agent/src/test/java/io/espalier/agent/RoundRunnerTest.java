package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.ObservationSchema;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RoundRunnerTest {

    private static final int EPISODES = 5;
    private static final ToyEnvironment.Problem PROBLEM = new Toys.SixSteps();

    /** A problem that fails in the episode whose first action is the smallest of its round. */
    private record Failing(double below) implements ToyEnvironment.Problem {
        @Override
        public ObservationSchema schema() {
            return PROBLEM.schema();
        }

        @Override
        public int steps() {
            return PROBLEM.steps();
        }

        @Override
        public double[] observe(List<Double> actions) {
            if (actions.size() == 3 && actions.get(0) <= below) {
                throw new IllegalStateException("this episode fails");
            }
            return PROBLEM.observe(actions);
        }

        @Override
        public double reward(List<Double> actions) {
            return Double.NaN;
        }
    }

    @Test
    void givesTheTrajectoriesInTheOrderOfTheEpisodes() throws InterruptedException {
        Learner learner = new RandomLearner(7);
        List<Trajectory> round = RoundRunner.explore(learner, 2, 10, ToyEnvironment.round(PROBLEM, EPISODES));
        assertThat(round).hasSize(EPISODES);
        for (int i = 0; i < EPISODES; i++) {
            Trajectory alone = RoundRunner.explore(learner, 2, 10 + i, ToyEnvironment.round(PROBLEM, 1))
                    .get(0);
            assertThat(round.get(i).actions()).isEqualTo(alone.actions());
            assertThat(round.get(i).totalReward()).isEqualTo(alone.totalReward());
        }
    }

    @Test
    void keepsWhatWasSeenDoneAndEarned() throws InterruptedException {
        Trajectory trajectory = RoundRunner.exploit(
                new UniformLearner(0.25), ToyEnvironment.round(PROBLEM, 1).get(0));
        List<StateActionRewardState<Double>> transitions = trajectory.transitions();
        assertThat(transitions).hasSize(6);
        assertThat(trajectory.actions()).containsOnly(0.25);
        assertThat(trajectory.totalReward()).isEqualTo(PROBLEM.reward(trajectory.actions()));
        for (int step = 0; step < 6; step++) {
            StateActionRewardState<Double> transition = transitions.get(step);
            List<Double> before = trajectory.actions().subList(0, step);
            assertThat(transition.getObservation().getData().shape()).containsExactly(1, 2);
            assertThat(transition.getObservation().toArray()).isEqualTo(PROBLEM.observe(before));
            assertThat(transition.getNextObservation().toArray())
                    .isEqualTo(PROBLEM.observe(trajectory.actions().subList(0, step + 1)));
            assertThat(transition.isTerminal()).isEqualTo(step == 5);
        }
    }

    @Test
    void anEpisodeThatFailsEndsTheRoundWithItsErrorThoughTheOthersWaitForIt() {
        Learner learner = new RandomLearner(7);
        double smallest = IntStream.range(0, EPISODES)
                .mapToDouble(i -> new EpisodeKey(0, i)
                        .draw(7, "random.action", 0)
                        .generator()
                        .nextDouble())
                .min()
                .orElseThrow();
        assertThatThrownBy(
                        () -> RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(new Failing(smallest), EPISODES)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this episode fails");
    }

    @Test
    void aRewardThatIsNotANumberStopsTheRoundNamingEpisodeAndStep() {
        assertThatThrownBy(() ->
                        RoundRunner.explore(new UniformLearner(0.5), 3, 12, ToyEnvironment.round(new Failing(-1), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("reward must be finite: NaN (round 3, episode 12, step 5)");
    }
}
