package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * The plans that a learner thinks best for a problem without playing any: the actor's walks and the best remembered plans of near budgets,
 * brought to this budget and mixed, then changed a little again and again where the critics like it. The critics are asked cautiously:
 * what they disagree about counts less. Changes nothing.
 */
final class Answers {

    /** Walks with the actor's own exploration. */
    private static final int WALKS = 64;

    /** Remembered plans that are taken. */
    private static final int REMEMBERED = 24;

    /** Mixtures of two of these. */
    private static final int MIXTURES = 64;

    /** Plans that are kept from one generation to the next. */
    private static final int PARENTS = 16;

    private static final int GENERATIONS = 12;

    /** Changed copies of each plan that is kept. */
    private static final int CHILDREN = 8;

    /** Deviation of a change of an action in the first generation; it shrinks evenly. */
    private static final double CHANGE = 0.08;

    /** Deviations between the critics that are taken off. */
    private static final double CAUTION = 1;

    private final Proposer proposer;
    private final RandomKey key;

    Answers(Proposer proposer, RandomKey key) {
        this.proposer = proposer;
        this.key = key;
    }

    private record Valued(List<Double> actions, double value) {}

    /**
     * Plans, the best by the critics first; the actor's own walk is among them if there are two at least.
     *
     * @param greedy the actor without exploration
     * @param exploring the actor with it
     */
    List<double[]> best(Proposer.Walker greedy, Proposer.Walker exploring, int count) {
        double[] own = proposer.walk(greedy, key.generator());
        List<double[]> pool = new ArrayList<>(List.of(own));
        for (int walk = 0; walk < WALKS; walk++) {
            pool.add(proposer.walk(exploring, key.at(0, walk).generator()));
        }
        pool.addAll(remembered());
        List<Valued> best = select(pool, Math.max(PARENTS, count));
        for (int generation = 0; generation < GENERATIONS; generation++) {
            pool = new ArrayList<>();
            for (int parent = 0; parent < best.size(); parent++) {
                double[] plan = array(best.get(parent).actions());
                pool.add(plan);
                RandomGenerator generator = key.at(1, generation, parent).generator();
                double deviation = CHANGE * (GENERATIONS - generation) / GENERATIONS;
                for (int child = 0; child < CHILDREN; child++) {
                    pool.add(proposer.like(plan, deviation, generator));
                }
            }
            best = select(pool, Math.max(PARENTS, count));
        }
        List<double[]> answers = new ArrayList<>(best.stream()
                .limit(count)
                .map(valued -> array(valued.actions()))
                .toList());
        if (count > 1 && answers.stream().noneMatch(plan -> Arrays.equals(plan, own))) {
            answers.set(answers.size() - 1, own);
        }
        return answers;
    }

    private static double[] array(List<Double> actions) {
        return actions.stream().mapToDouble(action -> action).toArray();
    }

    private List<double[]> remembered() {
        SearchProblem problem = proposer.problem();
        List<double[]> plans = proposer.memory().bestNear(problem.budget(), REMEMBERED).stream()
                .map(episode -> proposer.filled(episode.actions()))
                .toList();
        List<double[]> all = new ArrayList<>(plans);
        RandomGenerator generator = key.at(2).generator();
        for (int i = 0; i < MIXTURES && plans.size() > 1; i++) {
            double[] first = plans.get(generator.nextInt(plans.size()));
            double[] second = plans.get(generator.nextInt(plans.size()));
            double share = generator.nextDouble();
            double[] mixed = new double[first.length];
            Arrays.setAll(mixed, step -> share * first[step] + (1 - share) * second[step]);
            all.add(proposer.filled(mixed));
        }
        return all;
    }

    /** The best of different plans. */
    private List<Valued> select(List<double[]> plans, int count) {
        Map<List<Double>, double[]> different = new LinkedHashMap<>();
        plans.forEach(plan -> different.putIfAbsent(Arrays.stream(plan).boxed().toList(), plan));
        List<List<Double>> names = List.copyOf(different.keySet());
        double[] values = proposer.values(List.copyOf(different.values()), -CAUTION);
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Valued(names.get(i), values[i]))
                .sorted(Comparator.comparingDouble(valued -> -valued.value()))
                .limit(count)
                .toList();
    }
}
