package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.agent.plans.SensitivityPlan;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy over budgets, and what another learner makes of it. */
class TransferTest {

    private static final int ROUND = 4;
    private static final int ROUNDS = 60;

    /** Nobody draws one of these to the bit. */
    private static final double[] UNSEEN = {0.35, 0.45, 0.55, 0.65};

    private static final Td3Settings TD3 = Td3Settings.DEFAULTS;

    private final PruningSurface surface = new PruningSurface(100, 12);

    private ActorCriticLearner learner(long seed) {
        List<SearchProblem> problems = DoubleStream.of(0.3, 0.4, 0.5, 0.6, 0.7)
                .mapToObj(budget -> surface.at(budget).problem())
                .toList();
        return ActorCriticLearner.td3(TD3, new Beginning(problems, Optional.empty()), seed);
    }

    private static void learn(Learner learner, PruningSurface surface, int rounds, long seed)
            throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            double share =
                    RandomKey.of(seed, "test.budget").at(round).generator().nextDouble();
            PruningSurface drawn = surface.at(0.3 + 0.4 * share);
            learner.face(drawn.problem());
            learner.learn(RoundRunner.explore(learner, round, ROUND * round, ToyEnvironment.round(drawn, ROUND)));
        }
    }

    private static double[] answer(Learner learner, PruningSurface at) throws InterruptedException {
        learner.face(at.problem());
        return array(RoundRunner.answer(learner, ToyEnvironment.round(at, 1)).get(0));
    }

    private static double[] array(Trajectory trajectory) {
        return trajectory.actions().stream().mapToDouble(a -> a).toArray();
    }

    private static double truth(PruningSurface at, double... actions) {
        return at.truth(at.kept(actions));
    }

    @ParameterizedTest
    @ValueSource(longs = {1})
    void aPolicyOverBudgetsAnswersUnseenOnesBetterThanTheSensitivitiesAdvise(long seed) throws InterruptedException {
        Learner learner = learner(seed);
        learn(learner, surface, ROUNDS, seed);
        double gained = 0;
        for (double budget : UNSEEN) {
            PruningSurface at = surface.at(budget);
            double[] advised = new SensitivityPlan(at.problem()).actions();
            double[] answered = answer(learner, at);
            assertThat(at.used(at.problem().model().taken(answered))[0]).isLessThanOrEqualTo(1);
            gained += (truth(at, answered) - truth(at, advised)) / UNSEEN.length;
        }
        assertThat(gained).isGreaterThan(0.003);
    }

    @Test
    void severalAnswersAreDifferentAndTheActorsOwnIsAmongThem() throws InterruptedException {
        Learner learner = learner(1);
        learn(learner, surface, 8, 1);
        PruningSurface at = surface.at(0.5);
        learner.face(at.problem());
        List<double[]> answers = new ArrayList<>();
        for (Trajectory played : RoundRunner.answer(learner, ToyEnvironment.round(at, 4))) {
            answers.add(array(played));
        }
        assertThat(answers.stream().map(Arrays::toString).distinct()).hasSize(4);
        assertThat(learner.answers(4)).hasSize(4);
    }

    @Test
    void aWarmLearnerActsAsTheSavedActorAndPlaysItsAnswerFirst(@TempDir Path folder) throws InterruptedException {
        Learner saved = learner(1);
        learn(saved, surface, 8, 1);
        saved.save(folder);
        PruningSurface other = new PruningSurface(7, 5).at(0.4);
        Learner warm = ActorCriticLearner.td3(
                TD3, new Beginning(List.of(other.problem()), Optional.of(new WarmStart(folder, false))), 9);
        Learner cold = ActorCriticLearner.td3(TD3, Beginning.of(other.problem()), 9);
        ToyEnvironment there = ToyEnvironment.round(other, 1).get(0);
        double[] acted = array(RoundRunner.exploit(warm, there));
        assertThat(acted).containsExactly(greedy(saved, other));
        assertThat(acted).isNotEqualTo(array(RoundRunner.exploit(cold, there)));
        double[] first = array(
                RoundRunner.explore(warm, 0, 0, ToyEnvironment.round(other, 1)).get(0));
        assertThat(first)
                .isEqualTo(array(
                        RoundRunner.answer(warm, ToyEnvironment.round(other, 1)).get(0)));
        assertThat(first).isNotEqualTo(new SensitivityPlan(other.problem()).actions());
    }

    private static Learner warm(Path folder, PruningSurface other) {
        return ActorCriticLearner.td3(
                TD3, new Beginning(List.of(other.problem()), Optional.of(new WarmStart(folder, false))), 9);
    }

    private static List<Trajectory> play(Learner learner, PruningSurface at, int round) throws InterruptedException {
        List<Trajectory> played = RoundRunner.explore(learner, round, ROUND * round, ToyEnvironment.round(at, ROUND));
        learner.learn(played);
        return played;
    }

    @Test
    void onAnotherNetworkPlansBetweenAnswerAndAdviceAreTriedAndMeansOfTheBestAreBetter(@TempDir Path folder)
            throws InterruptedException {
        Learner saved = learner(1);
        learn(saved, surface, ROUNDS, 1);
        saved.save(folder);
        PruningSurface other = new PruningSurface(7, 20).at(0.5);
        Learner warm = warm(folder, other);
        List<Trajectory> opening = play(warm, other, 0);
        double[] own = array(opening.get(0));
        double[] advised = array(opening.get(1));
        assertThat(advised).isEqualTo(new SensitivityPlan(other.problem()).actions());
        assertThat(array(opening.get(2))).isEqualTo(other.problem().model().filled(Settling.mixed(2, own, advised)));
        double first = opening.stream()
                .mapToDouble(played -> truth(other, array(played)))
                .max()
                .orElseThrow();
        double last = 0;
        for (int round = 1; round < 10; round++) {
            last = play(warm, other, round).stream()
                    .mapToDouble(played -> truth(other, array(played)))
                    .average()
                    .orElseThrow();
        }
        assertThat(last).isGreaterThan(first + 0.003);
    }

    @Test
    void aSettlingLearnerGoesOnWhereItWasSaved(@TempDir Path folder, @TempDir Path later) throws InterruptedException {
        learner(1).save(folder);
        PruningSurface other = new PruningSurface(7, 5).at(0.4);
        Learner warm = warm(folder, other);
        play(warm, other, 0);
        play(warm, other, 1);
        warm.save(later);
        Learner restored = warm(folder, other);
        restored.restore(later);
        for (int round = 2; round < 4; round++) {
            assertThat(play(restored, other, round).stream()
                            .map(Trajectory::actions)
                            .toList())
                    .isEqualTo(play(warm, other, round).stream()
                            .map(Trajectory::actions)
                            .toList());
        }
    }

    private static double[] greedy(Learner learner, PruningSurface at) throws InterruptedException {
        return array(RoundRunner.exploit(learner, ToyEnvironment.round(at, 1).get(0)));
    }

    @Test
    void criticsComeAlongWhereTheyKnowTheSamePlans(@TempDir Path folder) throws InterruptedException {
        Learner saved = learner(1);
        learn(saved, surface, 8, 1);
        saved.save(folder);
        SearchProblem problem = surface.at(0.42).problem();
        List<IPolicy<Double>> knowing = ActorCriticLearner.td3(
                        TD3, new Beginning(List.of(problem), Optional.of(new WarmStart(folder, true))), 9)
                .answers(3);
        List<IPolicy<Double>> actorAlone = ActorCriticLearner.td3(
                        TD3, new Beginning(List.of(problem), Optional.of(new WarmStart(folder, false))), 9)
                .answers(3);
        assertThat(knowing).hasSize(3);
        assertThat(actorAlone).hasSize(1);
    }

    @Test
    void otherFeaturesAreRefusedByName(@TempDir Path folder) {
        learner(1).save(folder);
        Beginning blind = new Beginning(List.of(surface.problem()), Optional.of(new WarmStart(folder, true)));
        assertThatThrownBy(() -> ActorCriticLearner.td3(TD3, blind, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("saved learner must have this search's features: it knows [budget] and not [] (in %s)"
                        .formatted(folder.resolve("features.txt")));
    }

    @Test
    void anotherLengthOfEpisodesIsRefused() {
        Learner learner = learner(1);
        assertThatThrownBy(() -> learner.face(new PruningSurface(1, 6).at(0.5).problem()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("problem must have the 12 steps");
    }

    @Test
    void learnersWithoutAnActorKnowOneProblemOnly(@TempDir Path folder) {
        SearchProblem problem = surface.at(0.5).problem();
        Learner greedy = LearnerSettings.DEFAULTS.withKind(LearnerKind.GREEDY).create(problem, 1);
        assertThatThrownBy(() -> greedy.face(problem)).isInstanceOf(UnsupportedOperationException.class);
        Beginning warm = new Beginning(List.of(problem), Optional.of(new WarmStart(folder, true)));
        assertThatThrownBy(
                        () -> LearnerSettings.DEFAULTS.withKind(LearnerKind.DQN).create(warm, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner must have an actor to begin with another's: dqn");
    }
}
