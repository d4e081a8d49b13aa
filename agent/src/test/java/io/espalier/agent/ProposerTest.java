package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.NetworkSettings.CriticInput;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ProposerTest {

    /** A channel of the widest group on the surface is less of the budget. */
    private static final double ONE_CHANNEL = 0.02;

    private static final int FIT = 300;

    private final SearchProblem problem = new PruningSurface(1, 6).problem();
    private final CriticView view =
            new CriticView(CriticInput.PLAN, problem.schema().size(), 6);
    private final PlanMemory memory = new PlanMemory(6, 1000);
    private final NetworkSettings networks = Td3Settings.DEFAULTS.networks().withHidden(32, 32);
    private final Critics critics = new Critics(view, networks, 32, RandomKey.of(1, "test.critics"));

    private Proposer proposer(int walks, boolean fill) {
        Td3Settings settings = Td3Settings.DEFAULTS;
        Actor actor = new DeterministicActor(
                problem.schema().size(),
                settings.common(),
                settings.noise(),
                settings.delay(),
                RandomKey.of(1, "test.actor"));
        return new Proposer(
                problem,
                new double[6],
                new ProposalSettings(walks, 0, fill),
                new ActorCriticUpdate.Parts(memory, view, actor, critics));
    }

    private static double[] propose(Proposer proposer, long number) {
        return proposer.propose(
                (step, seen, generator) -> generator.nextDouble(),
                RandomKey.of(2, "test.walk").at(number));
    }

    /** Teaches the critics that the first action is all that counts. */
    private void teachFirstAction() {
        int rows = 32;
        float[] seen = new float[rows * view.width()];
        double[] goals = new double[rows];
        float[] observations = new float[6 * problem.schema().size()];
        for (int i = 0; i < FIT; i++) {
            RandomGenerator generator = RandomKey.of(3, "test.plan").at(i).generator();
            for (int row = 0; row < rows; row++) {
                double[] plan = new double[6];
                Arrays.setAll(plan, step -> generator.nextDouble());
                view.write(seen, row, new PlayedEpisode(observations, plan, new double[6], 1, 0), 5);
                goals[row] = plan[0];
            }
            critics.fit(seen, 0, goals);
        }
    }

    @Test
    void filledWalksUseTheirBudgetUpAndStayWithinIt() {
        for (long number = 0; number < 20; number++) {
            double[] filled = propose(proposer(1, true), number);
            assertThat(problem.model().taken(filled)).isEqualTo(filled);
            assertThat(problem.model().used(filled)[0]).isBetween(1 - 6 * ONE_CHANNEL, 1.0);
        }
    }

    @Test
    void aPlanThatWasPlayedIsNotProposedAgain() {
        double[] once = propose(proposer(1, false), 7);
        double[] first = propose(proposer(5, false), 7);
        memory.add(new PlayedEpisode(new float[6 * problem.schema().size()], first, new double[6], 1, 1));
        assertThat(propose(proposer(5, false), 7)).isNotEqualTo(first);
        assertThat(propose(proposer(1, false), 7)).isEqualTo(once);
    }

    @Test
    void whatTheCriticsValueMostIsChosen() {
        double chance = meanFirstAction(proposer(1, false));
        teachFirstAction();
        double chosen = meanFirstAction(proposer(8, false));
        assertThat(chosen).isGreaterThan(chance + 0.2);
    }

    private static double meanFirstAction(Proposer proposer) {
        double sum = 0;
        for (long number = 0; number < 30; number++) {
            sum += propose(proposer, number)[0] / 30;
        }
        return sum;
    }
}
