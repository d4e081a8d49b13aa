package io.espalier.agent;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.learning.sync.IExpReplay;

/**
 * A replay memory of RL4J's kind whose batches have keys. RL4J's own draws from an ND4J generator, which cannot be saved for a search
 * that resumes; here batch number n is drawn by a generator of its own, so that the number is all there is to save.
 *
 * <p>Mutable: the oldest transition goes when a new one comes and the memory is full.
 */
final class KeyedReplay implements IExpReplay<Double> {

    private final int batchSize;
    private final int capacity;
    private final RandomKey key;
    private final List<StateActionRewardState<Double>> oldestFirst = new ArrayList<>();
    private long batches;

    KeyedReplay(int batchSize, int capacity, RandomKey key) {
        this.batchSize = batchSize;
        this.capacity = capacity;
        this.key = key;
    }

    /** Different transitions, uniform over those kept; fewer only if fewer are kept. */
    @Override
    @SuppressWarnings("NonApiType") // the type that RL4J asks for
    public ArrayList<StateActionRewardState<Double>> getBatch() {
        RandomGenerator generator = key.at(batches++).generator();
        int wanted = getBatchSize();
        Set<Integer> chosen = new LinkedHashSet<>();
        while (chosen.size() < wanted) {
            chosen.add(generator.nextInt(oldestFirst.size()));
        }
        ArrayList<StateActionRewardState<Double>> batch = new ArrayList<>();
        chosen.forEach(index -> batch.add(oldestFirst.get(index)));
        return batch;
    }

    @Override
    public void store(StateActionRewardState<Double> transition) {
        if (oldestFirst.size() == capacity) {
            oldestFirst.remove(0);
        }
        oldestFirst.add(transition);
    }

    @Override
    public int getDesignatedBatchSize() {
        return batchSize;
    }

    /** How many transitions {@link #getBatch()} would give now. */
    @Override
    public int getBatchSize() {
        return Math.min(batchSize, oldestFirst.size());
    }

    List<StateActionRewardState<Double>> oldestFirst() {
        return List.copyOf(oldestFirst);
    }

    /** How many batches have been drawn. */
    long batches() {
        return batches;
    }

    void restore(long drawn, List<StateActionRewardState<Double>> kept) {
        batches = drawn;
        oldestFirst.clear();
        oldestFirst.addAll(kept);
    }
}
