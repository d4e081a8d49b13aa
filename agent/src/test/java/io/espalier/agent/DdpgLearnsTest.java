package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Toy problems with a known optimum. */
class DdpgLearnsTest {

    private static final int ROUND = 4;
    private static final int EPISODES = 140;

    /** A critic that is still straight sends the actor to the end of the range first; it came back after 170 to 190 episodes. */
    private static final int ONE_STEP_EPISODES = 320;

    /** How near the learned action of the one-step problem comes to the best one. */
    private static final double ONE_STEP = 0.15;

    private static final DdpgSettings QUICK = DdpgSettings.DEFAULTS
            .withNetworks(DdpgSettings.Networks.DEFAULTS.withHidden(32, 32).withLearningRates(1e-3, 5e-3))
            .withReplay(32, 1000)
            .withExploration(new DdpgSettings.Exploration(40, 0.5, 0.95));

    private record Outcome(Trajectory greedy, List<Double> rewards) {

        double meanOfLast(int episodes) {
            return rewards.subList(rewards.size() - episodes, rewards.size()).stream()
                    .mapToDouble(reward -> reward)
                    .average()
                    .orElseThrow();
        }
    }

    private static Outcome search(Learner learner, ToyEnvironment.Problem problem, int episodes)
            throws InterruptedException {
        List<Double> rewards = new ArrayList<>();
        for (int first = 0; first < episodes; first += ROUND) {
            List<Trajectory> round =
                    RoundRunner.explore(learner, first / ROUND, first, ToyEnvironment.round(problem, ROUND));
            learner.learn(round);
            round.forEach(trajectory -> rewards.add(trajectory.totalReward()));
        }
        ToyEnvironment last = ToyEnvironment.round(problem, 1).get(0);
        return new Outcome(RoundRunner.exploit(learner, last), rewards);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsTheBestActionOfOneStep(long seed) throws InterruptedException {
        Toys.OneStep problem = new Toys.OneStep(0.8);
        Outcome learned = search(
                new DdpgLearner(QUICK.withUpdatesPerStep(4), problem.schema(), seed), problem, ONE_STEP_EPISODES);
        assertThat(learned.greedy().actions().get(0)).isCloseTo(0.8, within(ONE_STEP));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void comesNearerToSixDifferentActionsThanAnyConstantOrChance(long seed) throws InterruptedException {
        Toys.SixSteps problem = new Toys.SixSteps();
        Outcome learned = search(new DdpgLearner(QUICK, problem.schema(), seed), problem, EPISODES);
        Outcome random = search(new RandomLearner(seed), problem, EPISODES);
        assertThat(learned.greedy().totalReward()).isGreaterThan(problem.bestConstant());
        assertThat(learned.meanOfLast(20)).isGreaterThan(random.meanOfLast(100) / 2);
    }

    /** The defaults, for as many episodes as they are meant for. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = 1) // one seed: it takes 672 updates of the large networks
    void dividesABudgetBetterThanUniformOrChance(long seed) throws InterruptedException {
        Toys.Budget problem = new Toys.Budget();
        Outcome learned = search(new DdpgLearner(DdpgSettings.DEFAULTS, problem.schema(), seed), problem, 152);
        Outcome random = search(new RandomLearner(seed), problem, 152);
        double learnedDamage = -learned.greedy().totalReward();
        assertThat(learnedDamage).isBetween(Toys.Budget.leastDamage(), Toys.Budget.uniformDamage());
        assertThat(learned.meanOfLast(20)).isGreaterThan(random.meanOfLast(100) / 2);
    }
}
