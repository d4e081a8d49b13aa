package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Greedy search in the manner of NetAdapt (Yang et al. 2018, arXiv 1804.03230). It begins with the plan that the sensitivities suggest
 * ({@link SensitivityPlan}). Every further proposal gives some channels back in one step of the best plan so far and takes as much in
 * another, so that the budgets stay used up; the best of a round becomes the next best plan if it is better. Where NetAdapt tries every
 * layer, a round tries k moves: by turns the one that the sensitivities like most and one drawn at random.
 *
 * <p>How much is given back is halved each time that {@code patience} proposals have brought nothing, and begins again after a few times.
 */
final class GreedySearch implements PlanSearch {

    private final SearcherSettings.Greedy settings;
    private final BudgetTrade trade;
    private final double[] start;
    private final long seed;

    GreedySearch(SearcherSettings settings, SearchProblem problem, long seed) {
        this.settings = settings.greedy();
        this.trade = new BudgetTrade(problem.model());
        this.start = StartPlan.SENSITIVITY.of(problem);
        this.seed = seed;
    }

    @Override
    public double[] propose(History history, List<double[]> pending) {
        int episode = history.size() + pending.size();
        if (episode == 0) {
            return start.clone();
        }
        double[] best = history.best().map(Tried::vector).orElse(start);
        double amount = amount(history);
        Optional<double[]> liked = episode % 2 == 0 ? Optional.empty() : liked(history, pending, best, amount);
        return liked.orElseGet(() -> Neighbourhood.untried(
                history,
                pending,
                RandomKey.of(seed, "greedy.move").at(episode),
                generator -> drawn(generator, best, amount)));
    }

    @Override
    public Map<String, Double> statistics(History history) {
        return Map.of("amount", amount(history));
    }

    /** How much of an action is given back: less the longer the best plan has stood. */
    private double amount(History history) {
        List<Tried> episodes = history.episodes();
        int since = history.best()
                .map(best -> episodes.size() - 1 - episodes.indexOf(best))
                .orElse(0);
        return settings.amount() / (1 << since / settings.patience() % settings.amounts());
    }

    /** The new plan that the sensitivities like most; empty where every one of them was tried. */
    private Optional<double[]> liked(History history, List<double[]> pending, double[] best, double amount) {
        return trade.bestFirst(amount, best)
                .map(pair -> trade.of(pair, amount, best))
                .flatMap(Optional::stream)
                .filter(moved -> !Neighbourhood.isKnown(history, pending, moved))
                .findFirst();
    }

    private double[] drawn(RandomGenerator generator, double[] best, double amount) {
        BudgetTrade.Pair pair = new BudgetTrade.Pair(generator.nextInt(best.length), generator.nextInt(best.length));
        return trade.of(pair, amount * (LEAST_SHARE + generator.nextDouble()), best)
                .orElse(best);
    }

    /** Drawn amounts are spread evenly around the present one, from this share of it on. */
    private static final double LEAST_SHARE = 0.5;
}
