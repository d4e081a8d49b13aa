package io.espalier.agent.plans;

import io.espalier.agent.settings.Require;
import io.espalier.env.contract.SearchProblem;

/**
 * The settings of the classical searchers.
 *
 * @param start of annealing, evolution and CMA-ES; greedy search always begins with the sensitivities
 * @param useUpBudget whether these shift each proposal to where the budgets are just used up; otherwise the environment's guard alone
 *     bends it
 * @param greedy for the search of that name
 * @param annealing for the search of that name
 * @param evolution for the search of that name
 * @param cmaEs for the search of that name
 */
public record SearcherSettings(
        StartPlan start, boolean useUpBudget, Greedy greedy, Annealing annealing, Evolution evolution, CmaEs cmaEs) {

    public static final SearcherSettings DEFAULTS = new SearcherSettings(
            StartPlan.UNIFORM, true, Greedy.DEFAULTS, Annealing.DEFAULTS, Evolution.DEFAULTS, CmaEs.DEFAULTS);

    public SearcherSettings withStart(StartPlan changed) {
        return new SearcherSettings(changed, useUpBudget, greedy, annealing, evolution, cmaEs);
    }

    public SearcherSettings withUseUpBudget(boolean changed) {
        return new SearcherSettings(start, changed, greedy, annealing, evolution, cmaEs);
    }

    /** Greedy search of a problem. */
    public PlanSearch greedy(SearchProblem problem, long seed) {
        return new GreedySearch(this, problem, seed);
    }

    /** Simulated annealing of a problem. */
    public PlanSearch annealing(SearchProblem problem, long seed) {
        return new AnnealingSearch(this, problem, seed);
    }

    /** A genetic algorithm for a problem. */
    public PlanSearch evolution(SearchProblem problem, long seed) {
        return new EvolutionSearch(this, problem, seed);
    }

    /** CMA-ES for a problem. */
    public PlanSearch cmaEs(SearchProblem problem, long seed) {
        return new CmaEsSearch(this, problem, seed);
    }

    /**
     * How greedy search moves.
     *
     * @param amount that an action is lowered by at first, in (0, 1]
     * @param patience proposals without a better plan after which the amount is halved
     * @param amounts how many there are, each half of the one before, until they begin again
     */
    public record Greedy(double amount, int patience, int amounts) {

        public static final Greedy DEFAULTS = new Greedy(0.25, 12, 4);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Greedy {
            Require.that(amount > 0 && amount <= 1, "amount must be in (0, 1]", amount);
            Require.that(patience >= 1, "patience must be at least 1", patience);
            Require.that(amounts >= 1 && amounts <= 16, "amounts must be in [1, 16]", amounts);
        }
    }

    /**
     * How annealing moves and cools.
     *
     * @param moveRate chance of each step to change, in [0, 1]; one changes at least
     * @param deviation of the change of an action
     * @param firstRewards rewards that the first temperature comes from; before them only what is better is accepted. At least 2
     * @param firstAcceptance chance that the mean loss among them is accepted at first, in (0, 1)
     * @param cooling factor of the temperature from one episode to the next, in (0, 1]
     */
    public record Annealing(
            double moveRate, double deviation, int firstRewards, double firstAcceptance, double cooling) {

        public static final Annealing DEFAULTS = new Annealing(0.2, 0.15, 8, 0.3, 0.97);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Annealing {
            Require.that(moveRate >= 0 && moveRate <= 1, "moveRate must be in [0, 1]", moveRate);
            Require.that(deviation > 0, "deviation must be positive", deviation);
            Require.that(firstRewards >= 2, "firstRewards must be at least 2", firstRewards);
            Require.that(
                    firstAcceptance > 0 && firstAcceptance < 1, "firstAcceptance must be in (0, 1)", firstAcceptance);
            Require.that(cooling > 0 && cooling <= 1, "cooling must be in (0, 1]", cooling);
        }
    }

    /**
     * How plans are bred.
     *
     * @param population children in a generation, at least 2
     * @param elites best plans that stay parents, less than the population
     * @param tournament plans drawn, of which the best is a parent, at least 1
     * @param mutationRate chance of each step to change, in [0, 1]; one changes at least
     * @param deviation of the change of an action
     */
    public record Evolution(int population, int elites, int tournament, double mutationRate, double deviation) {

        public static final Evolution DEFAULTS = new Evolution(16, 4, 3, 0.15, 0.15);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Evolution {
            Require.that(population >= 2, "population must be at least 2", population);
            Require.that(elites >= 0 && elites < population, "elites must be in [0, population)", elites);
            Require.that(tournament >= 1, "tournament must be at least 1", tournament);
            Require.that(mutationRate >= 0 && mutationRate <= 1, "mutationRate must be in [0, 1]", mutationRate);
            Require.that(deviation > 0, "deviation must be positive", deviation);
        }
    }

    /**
     * How CMA-ES begins.
     *
     * @param population proposals in a generation; 0 for Hansen's 4 + 3 ln(steps), rounded up to a multiple of 4, the usual round
     * @param deviation of the actions in the first generation, in (0, 1]
     */
    public record CmaEs(int population, double deviation) {

        public static final CmaEs DEFAULTS = new CmaEs(0, 0.2);

        private static final int ROUND = 4;

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public CmaEs {
            Require.that(population == 0 || population >= 4, "population must be 0 or at least 4", population);
            Require.that(deviation > 0 && deviation <= 1, "deviation must be in (0, 1]", deviation);
        }

        int populationOf(int steps) {
            int hansens = 4 + (int) (3 * Math.log(steps));
            return population > 0 ? population : (hansens + ROUND - 1) / ROUND * ROUND;
        }
    }
}
