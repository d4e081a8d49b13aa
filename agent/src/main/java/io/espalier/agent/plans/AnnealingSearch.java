package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Map;

/**
 * Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) with geometric cooling. The proposals of a round are neighbours of the same
 * present plan; when the round is over they are looked at in their order, and each takes the present plan's place if it is better, or
 * else with the chance {@code exp(-loss / temperature)} (Metropolis et al. 1953). The first temperature comes from the first rewards,
 * such that a mean loss among them is accepted with the chance that the settings say (Ben-Ameur 2004, in its simplest form).
 */
final class AnnealingSearch implements PlanSearch {

    private final SearcherSettings.Annealing settings;
    private final BudgetFit fit;
    private final double[] start;
    private final long seed;
    private final Neighbourhood neighbourhood;

    AnnealingSearch(SearcherSettings settings, SearchProblem problem, long seed) {
        this.settings = settings.annealing();
        this.fit = new BudgetFit(problem.model(), settings.useUpBudget());
        this.start = settings.start().of(problem);
        this.seed = seed;
        this.neighbourhood = new Neighbourhood(this.settings.moveRate(), this.settings.deviation());
    }

    @Override
    public double[] propose(History history, List<double[]> pending) {
        int episode = history.size() + pending.size();
        if (episode == 0) {
            return start.clone();
        }
        double[] present = present(history);
        RandomKey key = RandomKey.of(seed, "annealing.move").at(episode);
        return Neighbourhood.untried(history, pending, key, generator -> fit.of(neighbourhood.of(generator, present)));
    }

    @Override
    public Map<String, Double> statistics(History history) {
        return Map.of("temperature", temperature(history.episodes(), history.size()));
    }

    private double[] present(History history) {
        List<Tried> episodes = history.episodes();
        if (episodes.isEmpty()) {
            return start;
        }
        Tried present = episodes.get(0);
        for (int episode = 1; episode < episodes.size(); episode++) {
            Tried next = episodes.get(episode);
            double loss = present.reward() - next.reward();
            double chance = loss <= 0 ? 1 : Math.exp(-loss / temperature(episodes, episode));
            if (RandomKey.of(seed, "annealing.accept").at(episode).generator().nextDouble() < chance) {
                present = next;
            }
        }
        return present.vector();
    }

    /** 0 as long as too few rewards are known, and where none was a loss. */
    private double temperature(List<Tried> episodes, int episode) {
        int first = settings.firstRewards();
        if (episode < first || episodes.size() < first) {
            return 0;
        }
        double meanLoss = episodes.subList(1, first).stream()
                .mapToDouble(tried -> episodes.get(0).reward() - tried.reward())
                .filter(loss -> loss > 0)
                .average()
                .orElse(0);
        double initial = meanLoss / Math.log(1 / settings.firstAcceptance());
        return initial * Math.pow(settings.cooling(), episode - first);
    }
}
