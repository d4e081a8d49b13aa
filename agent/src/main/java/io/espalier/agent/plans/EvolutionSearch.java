package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A generational genetic algorithm (Holland 1975; for actions in [0, 1] as in Eiben and Smith 2015, chapter 4): two parents by tournament,
 * uniform crossover, normal mutation, and elites that stay. A generation is filled over several rounds; where a round reaches into the
 * next one, its parents are those that are known.
 */
final class EvolutionSearch implements PlanSearch {

    private final SearcherSettings.Evolution settings;
    private final BudgetFit fit;
    private final double[] start;
    private final long seed;
    private final Neighbourhood mutation;

    EvolutionSearch(SearcherSettings settings, SearchProblem problem, long seed) {
        this.settings = settings.evolution();
        this.fit = new BudgetFit(problem.model(), settings.useUpBudget());
        this.start = settings.start().of(problem);
        this.seed = seed;
        this.mutation = new Neighbourhood(this.settings.mutationRate(), this.settings.deviation());
    }

    @Override
    public double[] propose(History history, List<double[]> pending) {
        int episode = history.size() + pending.size();
        if (episode == 0) {
            return start.clone();
        }
        RandomKey key = RandomKey.of(seed, "evolution.child").at(episode);
        int generation = episode / settings.population();
        List<Tried> parents = generation == 0 ? List.of() : parents(history, generation);
        return Neighbourhood.untried(
                history,
                pending,
                key,
                generator -> fit.of(parents.isEmpty() ? founder(generator) : child(parents, generator)));
    }

    @Override
    public Map<String, Double> statistics(History history) {
        int generation = history.size() / settings.population();
        return Map.of("generation", (double) generation);
    }

    private double[] founder(RandomGenerator generator) {
        double[] actions = new double[start.length];
        for (int step = 0; step < actions.length; step++) {
            actions[step] = generator.nextDouble();
        }
        return actions;
    }

    /** The elites of the generations before, and what is known of the last one. */
    private List<Tried> parents(History history, int generation) {
        List<Tried> episodes = history.episodes();
        List<Tried> population = List.of();
        for (int before = 0; before < generation; before++) {
            int first = Math.min(before * settings.population(), episodes.size());
            int end = Math.min((before + 1) * settings.population(), episodes.size());
            population = Stream.concat(elites(population), episodes.subList(first, end).stream())
                    .toList();
        }
        return population;
    }

    private Stream<Tried> elites(List<Tried> population) {
        return population.stream()
                .sorted(Comparator.comparingDouble(Tried::reward).reversed())
                .limit(settings.elites());
    }

    private double[] child(List<Tried> parents, RandomGenerator generator) {
        double[] first = tournament(parents, generator).vector();
        double[] second = tournament(parents, generator).vector();
        double[] child = new double[first.length];
        for (int step = 0; step < child.length; step++) {
            child[step] = generator.nextBoolean() ? first[step] : second[step];
        }
        return mutation.of(generator, child);
    }

    private Tried tournament(List<Tried> parents, RandomGenerator generator) {
        List<Tried> rivals = new ArrayList<>();
        for (int rival = 0; rival < settings.tournament(); rival++) {
            rivals.add(parents.get(generator.nextInt(parents.size())));
        }
        return new History(List.of(rivals)).best().orElseThrow();
    }
}
