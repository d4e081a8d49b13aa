package io.espalier.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How an actor of another network settles on this one. New critics know nothing of its plans: the actor that follows them forgets what it
 * came with, and walks that they choose are chosen by chance. So in the first episodes the actor imitates the best plans and a {@link
 * PlanModel} chooses, while the critics learn. Changes nothing itself.
 *
 * @param needed whether the actor comes from another network at all
 */
record Settling(boolean needed) {

    /** Episodes until the critics are believed. */
    static final int EPISODES = 100;

    /** Episodes that an actor explores as if it had played before; its first answer is worth small changes only. */
    static final int PRACTISED = 160;

    /** Updates of the actor towards the best plans after each round. */
    private static final int IMITATIONS = 125;

    /** The actor's share in the plans of the first episodes; the advised plan has the rest. */
    private static final List<Double> SHARES = List.of(1.0, 0.0, 0.75, 0.5);

    /**
     * How many episodes begin a search: the actor's answer, the advised plan and, while settling, plans between these two. Both are estimates
     * of the best plan that go wrong in different ways, so what lies between them is often better than either.
     */
    int openingEpisodes() {
        return needed ? SHARES.size() : 2;
    }

    /** The actor's answer and the advised plan in the shares of an opening episode. */
    static double[] mixed(int episode, double[] own, double... advised) {
        double share = SHARES.get(episode);
        double[] mixed = new double[own.length];
        Arrays.setAll(mixed, step -> share * own[step] + (1 - share) * advised[step]);
        return mixed;
    }

    /** Whether it still lasts after so many episodes. */
    boolean lasts(int episodes) {
        return needed && episodes < EPISODES;
    }

    /** What chooses among walks in place of the critics, once there is something to know. */
    Optional<PlanModel> model(PlanMemory memory, int episodes) {
        return lasts(episodes) && episodes >= PlanModel.LEAST ? Optional.of(PlanModel.of(memory)) : Optional.empty();
    }

    /** Brings the actor to the best quarter of the plans, once it has answered in the opening. */
    void imitate(Actor actor, PlanMemory memory, int episodes) {
        if (episodes < SHARES.size()) {
            return;
        }
        List<PlayedEpisode> best = memory.best();
        float[] observations = new float
                [best.stream()
                        .mapToInt(episode -> episode.observations().length)
                        .sum()];
        int filled = 0;
        for (PlayedEpisode episode : best) {
            int length = episode.observations().length;
            System.arraycopy(episode.observations(), 0, observations, filled, length);
            filled += length;
        }
        double[] actions = best.stream()
                .flatMapToDouble(episode -> Arrays.stream(episode.actions()))
                .toArray();
        for (int i = 0; i < IMITATIONS; i++) {
            actor.imitate(observations, actions);
        }
        actor.moveTarget(1);
    }
}
