package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.plans.History;
import io.espalier.agent.plans.PlanSearch;
import io.espalier.agent.plans.SearcherSettings;
import io.espalier.agent.plans.Tried;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Its oracle is Commons Math's optimiser, left alone with the same objective. */
class CmaEsSearchTest {

    private static final int POPULATION = 12; // 4 + 3 ln 6 is 9.4
    private static final int EVALUATIONS = 1 + 10 * POPULATION;
    private static final Toys.SixSteps TOY = new Toys.SixSteps();
    private static final SearcherSettings SETTINGS = SearcherSettings.DEFAULTS.withUseUpBudget(false);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void asksWhatTheOptimiserWouldHaveAskedThoughItIsToldInRounds(long seed) {
        PlanSearch search = SETTINGS.cmaEs(TOY.problem(), seed);
        List<List<Double>> asked = new ArrayList<>();
        History history = History.EMPTY;
        while (asked.size() < EVALUATIONS) {
            // Blocks of the start with the first generation, then of one generation, in rounds of 4 and what is left
            // over.
            int block = history.size() == 0 ? 1 + POPULATION : POPULATION;
            for (int done = 0; done < block; done += 4) {
                history = history.with(round(search, history, Math.min(4, block - done)));
            }
            asked = history.rounds().stream()
                    .flatMap(List::stream)
                    .map(Tried::actions)
                    .toList();
        }
        assertThat(asked).isEqualTo(alone(seed));
    }

    @Test
    void aRoundThatReachesBeyondAGenerationDoesNotChangeWhatIsAsked() {
        PlanSearch search = SETTINGS.cmaEs(TOY.problem(), 1);
        History history = History.EMPTY;
        for (int round = 0; round < 7; round++) {
            history = history.with(round(search, history, 4));
        }
        List<Tried> tried = history.rounds().stream().flatMap(List::stream).toList();
        List<List<Double>> alone = alone(1);
        assertThat(actions(tried.subList(0, 13))).isEqualTo(alone.subList(0, 13));
        assertThat(actions(tried.subList(13, 16))).as("three spare ones").doesNotContainAnyElementsOf(alone);
        assertThat(actions(tried.subList(16, 28))).isEqualTo(alone.subList(13, 25));
    }

    @Test
    void startsAgainWithOtherDrawsWhenItHasConverged() {
        PlanSearch search = SETTINGS.cmaEs(TOY.problem(), 1);
        History history = History.EMPTY;
        List<Double> start = List.of();
        long starts = 0;
        for (int round = 0; round < 80; round++) {
            List<Tried> flat = round(search, history, 4).stream()
                    .map(tried -> new Tried(tried.actions(), 0.25))
                    .toList();
            start = round == 0 ? flat.get(0).actions() : start;
            starts += flat.stream().map(Tried::actions).filter(start::equals).count();
            history = history.with(flat);
        }
        assertThat(starts)
                .as("rewards that are all the same are a reason to stop")
                .isGreaterThan(1);
        assertThat(history.rounds().stream()
                        .flatMap(List::stream)
                        .map(Tried::actions)
                        .distinct()
                        .count())
                .isGreaterThan(150);
    }

    private static List<Tried> round(PlanSearch search, History history, int size) {
        List<double[]> pending = new ArrayList<>();
        for (int place = 0; place < size; place++) {
            pending.add(search.propose(history, List.copyOf(pending)));
        }
        return pending.stream()
                .map(actions -> Arrays.stream(actions).boxed().toList())
                .map(actions -> new Tried(actions, TOY.reward(actions)))
                .toList();
    }

    private static List<List<Double>> alone(long seed) {
        List<List<Double>> asked = new ArrayList<>();
        double[] ones = {1, 1, 1, 1, 1, 1};
        new CMAESOptimizer(
                        Integer.MAX_VALUE,
                        0,
                        true,
                        0,
                        0,
                        RandomKey.of(seed, "cmaes").at(0).generator(),
                        false,
                        null)
                .optimize(
                        new ObjectiveFunction(point -> {
                            asked.add(Arrays.stream(point).boxed().toList());
                            return TOY.reward(asked.get(asked.size() - 1));
                        }),
                        GoalType.MAXIMIZE,
                        new MaxEval(EVALUATIONS),
                        new InitialGuess(start()),
                        new SimpleBounds(new double[6], ones),
                        new CMAESOptimizer.Sigma(new double[] {0.2, 0.2, 0.2, 0.2, 0.2, 0.2}),
                        new CMAESOptimizer.PopulationSize(POPULATION));
        return asked;
    }

    private static double[] start() {
        return SETTINGS.cmaEs(TOY.problem(), 9).propose(History.EMPTY, List.of());
    }

    private static List<List<Double>> actions(List<Tried> tried) {
        return tried.stream().map(Tried::actions).toList();
    }
}
