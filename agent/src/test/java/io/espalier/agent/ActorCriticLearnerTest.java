package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.agent.plans.SensitivityPlan;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActorCriticLearnerTest {

    /** Float32 between two ways to add the same products. */
    private static final double ROUNDING = 1e-6;

    private static final DdpgSettings DDPG = DdpgSettings.DEFAULTS
            .withNetworks(DdpgSettings.DEFAULTS.networks().withHidden(24, 24).withLearningRates(1e-3, 1e-2))
            .withStart(new StartSettings(4, 0, 0))
            .withNoise(new NoiseSettings(0.5, 0.9, 0))
            .withUpdates(DdpgSettings.DEFAULTS.updates().withReplay(16, 60));

    private static final Td3Settings TD3 = Td3Settings.DEFAULTS
            .withNetworks(Td3Settings.DEFAULTS.networks().withHidden(24, 24))
            .withStart(new StartSettings(0, 20, 1))
            .withUpdates(Td3Settings.DEFAULTS.updates().withReplay(16, 60))
            .withProposals(new ProposalSettings(4, 0.5, false));

    private static final SacSettings SAC = SacSettings.DEFAULTS
            .withNetworks(SacSettings.DEFAULTS.networks().withHidden(24, 24))
            .withStart(new StartSettings(0, 20, 1))
            .withUpdates(SacSettings.DEFAULTS.updates().withReplay(16, 60))
            .withProposals(new ProposalSettings(4, 0.5, false));

    /** What every kind keeps to beside the contract. */
    private interface Contract extends LearnerContract {

        Learner create(SearchProblem problem, long seed);

        @Override
        default Learner create(long seed) {
            return create(PROBLEM.problem(), seed);
        }

        @Test
        default void theExportedActorIsTheGreedyPolicy() throws InterruptedException {
            Learner learner = create(3);
            for (int round = 0; round < 4; round++) {
                learner.learn(RoundRunner.explore(learner, round, 4 * round, ToyEnvironment.round(PROBLEM, 4)));
            }
            MultiLayerNetwork actor = learner.actor().orElseThrow();
            List<Double> actions = new ArrayList<>();
            for (int step = 0; step < PROBLEM.steps(); step++) {
                double[] seen = PROBLEM.observe(actions);
                INDArray row = Nd4j.create(seen, new long[] {1, seen.length}, 'c');
                double acted = learner.greedy().nextAction(new Observation(row));
                assertThat(actor.output(row.castTo(actor.params().dataType())).getDouble(0))
                        .isCloseTo(acted, within(ROUNDING));
                actions.add(acted);
            }
            assertThat(actions.stream().distinct().count()).isGreaterThan(1);
        }

        @Test
        default void stopsAtARewardThatIsNotANumberNamingTheEpisode() throws InterruptedException {
            Learner learner = create(3);
            List<Trajectory> round = RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(PROBLEM, 6));
            for (Trajectory trajectory : round) {
                for (StateActionRewardState<Double> step : trajectory.transitions()) {
                    step.setReward(Double.NaN);
                }
            }
            assertThatThrownBy(() -> learner.learn(round))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("reward must be finite: NaN (round 0, episode 0)");
        }

        @Test
        default void refusesAStateSavedForOtherObservations(@TempDir Path folder) {
            create(3).save(folder);
            ObservationSchema wider = new ObservationSchema(List.of("a", "b", "c"));
            Learner other =
                    create(new SearchProblem(wider, PROBLEM.steps(), new ToyModel(new Toys.Padded(PROBLEM, wider))), 3);
            assertThatThrownBy(() -> other.restore(folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("saved learner must have this search's features: it knows %s and not %s (in %s)"
                            .formatted(
                                    PROBLEM.schema().features(),
                                    List.of("a", "b", "c"),
                                    folder.resolve("features.txt")));
        }
    }

    @Nested
    class OfDdpg implements Contract {
        @Override
        public Learner create(SearchProblem problem, long seed) {
            return ActorCriticLearner.ddpg(DDPG, Beginning.of(problem), seed);
        }

        @Test
        void learnsNothingFromRandomEpisodesAndOnceAStepAfterThem() throws InterruptedException {
            Learner learner = create(3);
            learner.learn(RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(PROBLEM, 4)));
            assertThat(learner.statistics()).containsEntry("updates", 0.0);
            learner.learn(RoundRunner.explore(learner, 1, 4, ToyEnvironment.round(PROBLEM, 2)));
            assertThat(learner.statistics())
                    .containsEntry("updates", 12.0)
                    .containsKeys("critic_loss", "actor_value", "reward_baseline");
        }
    }

    @Nested
    class OfTd3 implements Contract {
        @Override
        public Learner create(SearchProblem problem, long seed) {
            return ActorCriticLearner.td3(TD3, Beginning.of(problem), seed);
        }

        @Test
        void theFirstEpisodePlaysTheAdvisedPlanAndTheActorKnowsItAlready() throws InterruptedException {
            PruningSurface surface = new PruningSurface(1, 6);
            Learner learner = ActorCriticLearner.td3(Td3Settings.DEFAULTS, Beginning.of(surface.problem()), 1);
            double[] advised = new SensitivityPlan(surface.problem()).actions();
            Trajectory first = RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(surface, 1))
                    .get(0);
            assertThat(first.actions()).containsExactly(box(advised));
            Trajectory greedy = RoundRunner.exploit(
                    learner, ToyEnvironment.round(surface, 1).get(0));
            double uniform = surface.reward(Collections.nCopies(6, 0.5));
            assertThat(greedy.totalReward()).isGreaterThan((uniform + first.totalReward()) / 2);
        }

        private static Double[] box(double... values) {
            return Arrays.stream(values).boxed().toArray(Double[]::new);
        }
    }

    @Nested
    class OfSac implements Contract {
        @Override
        public Learner create(SearchProblem problem, long seed) {
            return ActorCriticLearner.sac(SAC, Beginning.of(problem), seed);
        }

        @Test
        void tellsItsTemperatureAndEntropy() throws InterruptedException {
            Learner learner = create(3);
            learner.learn(RoundRunner.explore(learner, 0, 0, ToyEnvironment.round(PROBLEM, 4)));
            assertThat(learner.statistics()).containsKeys("temperature", "entropy");
        }
    }
}
