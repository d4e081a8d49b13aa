package io.espalier.agent;

import io.espalier.agent.ReturnSettings.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * The episodes that are learned from. A transition is named by a number: that of its episode, the oldest first, times the steps of an
 * episode, plus its step.
 *
 * <p>Mutable: the oldest episode goes when a new one comes and the memory is full.
 */
final class PlanMemory {

    /** Share of the episodes that count as the best ones. */
    private static final double ELITE = 0.1;

    /** One in so many episodes is among the better ones. */
    private static final int ONE_IN = 4;

    /** Below this all rewards are the same. */
    private static final double LEAST_DEVIATION = 1e-9;

    /** How far a budget may be away for an episode's plan to be of use. */
    private static final double NEAR = 0.1;

    private final int steps;
    private final int capacity;
    private final List<PlayedEpisode> oldestFirst = new ArrayList<>();
    private List<Integer> bestFirst = List.of();
    private final BitSet elite = new BitSet();
    private double[] scaled = {};

    /** @param transitions kept at most, in whole episodes, one at least */
    PlanMemory(int steps, int transitions) {
        this.steps = steps;
        this.capacity = Math.max(1, transitions / steps);
    }

    void add(PlayedEpisode episode) {
        if (oldestFirst.size() == capacity) {
            oldestFirst.remove(0);
        }
        oldestFirst.add(episode);
    }

    /** Orders and scales the rewards anew, each beside those at its budget; comes before the samples of a round. */
    void settle(Scale scale) {
        double[] rewards = BudgetLevel.removed(
                oldestFirst.stream().mapToDouble(PlayedEpisode::budget).toArray(),
                oldestFirst.stream().mapToDouble(PlayedEpisode::reward).toArray());
        bestFirst = IntStream.range(0, oldestFirst.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer episode) -> -rewards[episode]))
                .toList();
        elite.clear();
        bestFirst.subList(0, elites()).forEach(elite::set);
        scaled = switch (scale) {
            case BASELINE -> rewards;
            case STANDARD -> standardised(rewards);
            case RANK -> quantiles(rewards);
        };
    }

    private static double[] standardised(double... rewards) {
        double mean = StatUtils.mean(rewards);
        double deviation = Math.max(LEAST_DEVIATION, Math.sqrt(StatUtils.populationVariance(rewards)));
        return Arrays.stream(rewards).map(reward -> (reward - mean) / deviation).toArray();
    }

    private static double[] quantiles(double... rewards) {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        return Arrays.stream(new NaturalRanking().rank(rewards))
                .map(rank -> normal.inverseCumulativeProbability((rank - 0.5) / rewards.length))
                .toArray();
    }

    /** How many transitions are kept. */
    int size() {
        return steps * oldestFirst.size();
    }

    PlayedEpisode episodeOf(int transition) {
        return oldestFirst.get(transition / steps);
    }

    int stepOf(int transition) {
        return transition % steps;
    }

    /** The scaled reward of the transition's episode. */
    double rewardOf(int transition) {
        return rewardOfEpisode(transition / steps);
    }

    /** The scaled reward of an episode, the oldest being 0. */
    double rewardOfEpisode(int episode) {
        return scaled[episode];
    }

    /** Whether the transition's episode is one of the best. */
    boolean isElite(int transition) {
        return elite.get(transition / steps);
    }

    /** The best episodes, the best first; empty at the start. */
    List<PlayedEpisode> elite() {
        return bestFirst.subList(0, elites()).stream().map(oldestFirst::get).toList();
    }

    /** The best quarter of the episodes, the best first. */
    List<PlayedEpisode> best() {
        return bestFirst.stream()
                .limit((bestFirst.size() + ONE_IN - 1) / ONE_IN)
                .map(oldestFirst::get)
                .toList();
    }

    /** Whether episodes were played with different budgets. */
    boolean hasSeveralBudgets() {
        return oldestFirst.stream()
                        .mapToDouble(PlayedEpisode::budget)
                        .distinct()
                        .limit(2)
                        .count()
                > 1;
    }

    /** The best episodes whose budgets are near one, the best first. */
    List<PlayedEpisode> bestNear(double budget, int atMost) {
        return bestFirst.stream()
                .map(oldestFirst::get)
                .filter(episode -> Math.abs(episode.budget() - budget) <= NEAR)
                .limit(atMost)
                .toList();
    }

    private int elites() {
        return (int) Math.ceil(ELITE * bestFirst.size());
    }

    boolean knows(double... actions) {
        return oldestFirst.stream().anyMatch(episode -> episode.sameActions(actions));
    }

    /**
     * Different transitions, fewer than wanted only if fewer are kept.
     *
     * @param fromElite how many of them are of the best episodes, as far as there are so many
     */
    int[] sample(int wanted, int fromElite, RandomGenerator generator) {
        int[] chosen = new int[Math.min(wanted, size())];
        BitSet taken = new BitSet(size());
        int best = Math.min(Math.min(fromElite, chosen.length), steps * elites());
        for (int i = 0; i < chosen.length; ) {
            int drawn;
            if (i < best) {
                int place = generator.nextInt(steps * elites());
                drawn = bestFirst.get(place / steps) * steps + place % steps;
            } else {
                drawn = generator.nextInt(size());
            }
            if (!taken.get(drawn)) {
                taken.set(drawn);
                chosen[i] = drawn;
                i++;
            }
        }
        return chosen;
    }

    List<PlayedEpisode> oldestFirst() {
        return List.copyOf(oldestFirst);
    }

    void restore(List<PlayedEpisode> kept) {
        oldestFirst.clear();
        oldestFirst.addAll(kept);
    }
}
