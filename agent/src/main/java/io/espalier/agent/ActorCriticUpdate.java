package io.espalier.agent;

import io.espalier.agent.ReturnSettings.Credit;
import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.models.random.RandomKey;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * One update of critics, actor and targets from a batch of the memory. Mutable: the networks, the baseline, the counters. The draws of update
 * number n have the key n, so that the number is all there is to save.
 */
final class ActorCriticUpdate {

    private final ActorCriticSettings settings;
    private final int delay;
    private final PlanMemory memory;
    private final CriticView view;
    private final Actor actor;
    private final Critics critics;
    private final RandomKey key;
    private final Batch batch;
    private OptionalDouble baseline = OptionalDouble.empty();
    private int updates;
    private double actorValue;

    /** What learns, and from what. */
    record Parts(PlanMemory memory, CriticView view, Actor actor, Critics critics) {}

    /** @param delay updates of the critics for one of the actor and of the targets */
    ActorCriticUpdate(ActorCriticSettings settings, int delay, Parts parts, int features, RandomKey key) {
        this.settings = settings;
        this.delay = delay;
        this.memory = parts.memory();
        this.view = parts.view();
        this.actor = parts.actor();
        this.critics = parts.critics();
        this.key = key;
        this.batch = new Batch(settings.updates().batchSize(), features, view, memory);
    }

    /** Whether the memory holds a batch. */
    boolean ready() {
        return memory.size() >= settings.updates().batchSize();
    }

    /** What an update saw: the critics' mean squared error and the mean value of the actor's actions when it last moved. */
    record Losses(double critic, double actorValue) {}

    /**
     * One update.
     *
     * @param place where in the run, for errors
     * @param actorToo whether the actor moves when it is its turn
     * @throws IllegalStateException if a loss is not finite
     */
    Losses update(String place, boolean actorToo) {
        critics.wake();
        RandomGenerator generator = key.at(updates).generator();
        int size = settings.updates().batchSize();
        int fromElite = (int) Math.round(size * settings.updates().eliteShare());
        batch.fill(memory.sample(size, fromElite, generator));
        boolean slowToo = (updates + 1) % delay == 0;
        double tau = settings.updates().tau();
        double criticLoss =
                finite("critic loss", critics.fit(batch.critic(), slowToo ? tau : 0, goals(generator)), place);
        if (slowToo) {
            if (actorToo) {
                double value = actor.improve(batch, critics, settings.start().imitation(), generator);
                actorValue = finite("actor value", value, place);
            }
            actor.moveTarget(tau);
        }
        updates++;
        return new Losses(criticLoss, actorValue);
    }

    /** y = r + (1 - o) discount Q'(s', a') + o (what the later steps really had); after a last step there is nothing to come. */
    private double[] goals(RandomGenerator generator) {
        double[] bonus = actor.actNext(batch, generator);
        float[] values = critics.leastTargetValues(batch.nextCritic());
        double shift = settings.returns().scale() == Scale.BASELINE ? movedBaseline() : 0;
        double[] goals = new double[batch.rows()];
        for (int row = 0; row < goals.length; row++) {
            goals[row] = goal(row, batch.reward(row) - shift, values[row] + bonus[row]);
        }
        return goals;
    }

    private double goal(int row, double episodeReward, double nextValue) {
        if (!batch.goesOn(row)) {
            return episodeReward;
        }
        ReturnSettings returns = settings.returns();
        boolean every = returns.credit() == Credit.EVERY_STEP;
        double estimated = returns.discount() * nextValue;
        double had = every
                ? episodeReward * discounts(batch.stepsLeft(row))
                : episodeReward * Math.pow(returns.discount(), batch.stepsLeft(row));
        return (every ? episodeReward : 0) + (1 - returns.observed()) * estimated + returns.observed() * had;
    }

    /** The sum of the first so many powers of the discount, from the first. */
    private double discounts(int powers) {
        double sum = 0;
        for (int i = 1; i <= powers; i++) {
            sum += Math.pow(settings.returns().discount(), i);
        }
        return sum;
    }

    private double movedBaseline() {
        double mean =
                IntStream.range(0, batch.rows()).mapToDouble(batch::reward).sum() / batch.rows();
        double moved =
                baseline.isPresent() ? baseline.getAsDouble() + BASELINE_RATE * (mean - baseline.getAsDouble()) : mean;
        baseline = OptionalDouble.of(moved);
        return moved;
    }

    /** Share of the way that the baseline moves towards a batch's mean reward (AMC's published code). */
    private static final double BASELINE_RATE = 0.5;

    private double finite(String name, double value, String place) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException(
                    "%s must be finite: %s (%s, update %d)".formatted(name, value, place, updates));
        }
        return value;
    }

    int updates() {
        return updates;
    }

    /** Empty before the first update, and where rewards are scaled in another way. */
    OptionalDouble baseline() {
        return baseline;
    }

    void restore(int done, OptionalDouble restoredBaseline, double restoredValue) {
        updates = done;
        baseline = restoredBaseline;
        actorValue = restoredValue;
    }

    double actorValue() {
        return actorValue;
    }
}
