package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;

/**
 * CMA-ES with active covariance updates (Hansen 2006; Jastrebski and Arnold 2006) by Commons Math, within the bounds [0, 1].
 *
 * <p>Commons Math's optimiser asks for a value and waits for it; it cannot be told values later. So it runs anew from its start for every
 * round, which takes milliseconds: what it asks first is answered from the history, and what it asks then, to the end of the generation,
 * are the next proposals. Its draws come from a key, so the same questions come in the same order. When it finds that it has converged
 * it starts again with other draws.
 *
 * <p>The first block of questions is the start and the first generation, each further block is one generation. Where a round reaches
 * beyond a block, whose successor is not known before all of its values are, the rest of the round tries plans close to the best one,
 * of which the optimiser hears nothing.
 */
final class CmaEsSearch implements PlanSearch {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final SearcherSettings.CmaEs settings;
    private final BudgetFit fit;
    private final double[] start;
    private final long seed;
    private final int population;

    CmaEsSearch(SearcherSettings settings, SearchProblem problem, long seed) {
        this.settings = settings.cmaEs();
        this.fit = new BudgetFit(problem.model(), settings.useUpBudget());
        this.start = settings.start().of(problem);
        this.seed = seed;
        this.population = this.settings.populationOf(problem.steps());
    }

    @Override
    public double[] propose(History history, List<double[]> pending) {
        List<double[]> asked = ask(history);
        if (pending.size() < asked.size()) {
            return fit.of(asked.get(pending.size()));
        }
        double[] best = history.best().map(Tried::vector).orElse(start);
        RandomKey key = RandomKey.of(seed, "cmaes.spare").at(history.size() + pending.size());
        Neighbourhood near = new Neighbourhood(1, settings.deviation() * SPARE_DEVIATION);
        return Neighbourhood.untried(history, pending, key, generator -> fit.of(near.of(generator, best)));
    }

    /** Of the first deviation. */
    private static final double SPARE_DEVIATION = 0.25;

    @Override
    public Map<String, Double> statistics(History history) {
        int generation = Math.max(0, history.size() - 1) / population;
        return Map.of("generation", (double) generation);
    }

    /** The rest of the block that the history ends in, in the optimiser's order. */
    private List<double[]> ask(History history) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        while (true) {
            List<Double> told = told(history, starts);
            int first = starts.get(starts.size() - 1);
            Questions questions = new Questions(told.subList(first, told.size()));
            optimise(questions, starts.size() - 1, blockEnd(told.size(), starts) - first);
            if (!questions.open.isEmpty()) {
                return questions.open;
            }
            starts.add(first + questions.asked);
        }
    }

    /** The rewards of the optimiser's own proposals: of every round those that still belonged to the block it began in. */
    private List<Double> told(History history, List<Integer> starts) {
        List<Double> told = new ArrayList<>();
        for (List<Tried> round : history.rounds()) {
            int open = blockEnd(told.size(), starts) - told.size();
            round.stream().limit(open).map(Tried::reward).forEach(told::add);
        }
        return told;
    }

    /** How many values the optimiser has asked for at the end of the block that value number {@code next} belongs to. */
    private int blockEnd(int next, List<Integer> starts) {
        int first = starts.stream().filter(begin -> begin <= next).reduce(0, (before, begin) -> begin);
        int generation = Math.max(0, next - first - 1) / population;
        return first + 1 + population * (generation + 1);
    }

    private void optimise(Questions questions, int restart, int evaluations) {
        double[] deviations = new double[start.length];
        Arrays.fill(deviations, settings.deviation());
        double[] ones = new double[start.length];
        Arrays.fill(ones, 1);
        RandomKey key = RandomKey.of(seed, "cmaes").at(restart);
        new CMAESOptimizer(UNLIMITED, 0, true, 0, 0, key.generator(), false, null)
                .optimize(
                        new ObjectiveFunction(questions),
                        GoalType.MAXIMIZE,
                        new MaxEval(evaluations),
                        new InitialGuess(start),
                        new SimpleBounds(new double[start.length], ones),
                        new CMAESOptimizer.Sigma(deviations),
                        new CMAESOptimizer.PopulationSize(population));
    }

    /** Answers what is known and remembers the rest. */
    private static final class Questions implements MultivariateFunction {

        /** To questions whose answers change nothing any more, because the run ends with their generation. */
        private static final double ANY_ANSWER = 0;

        private final List<Double> known;
        private final List<double[]> open = new ArrayList<>();
        private int asked;

        Questions(List<Double> known) {
            this.known = known;
        }

        @Override
        public double value(double[] point) {
            if (asked < known.size()) {
                return known.get(asked++);
            }
            asked++;
            open.add(point.clone());
            return ANY_ANSWER;
        }
    }
}
