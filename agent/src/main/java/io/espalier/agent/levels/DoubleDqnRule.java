package io.espalier.agent.levels;

import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.BaseTransitionTDAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.DoubleDQN;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.agent.learning.update.updater.sync.SyncLabelsNeuralNetUpdater;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.network.QNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * RL4J's {@link DoubleDQN} (van Hasselt, Guez and Silver 2016, arXiv 1509.06461): for each transition of a batch the value of the level
 * that was taken moves towards {@code r + discount * Q'(s', argmax Q(s', .))}, and towards {@code r} after the last step, by RL4J's updater
 * that fits the network to labels.
 *
 * <p>Two things RL4J keeps where they cannot be saved are kept here instead: batches are drawn by key, and the target network is set by
 * the number of updates.
 */
final class DoubleDqnRule implements LevelRule {

    private final LevelSettings.Replay settings;
    private final LevelNetwork values;
    private final LevelNetwork targetValues;
    private final QNetwork network;
    private final QNetwork target;
    private final UpdateRule<FeaturesLabels, StateActionRewardState<Integer>> rule;
    private final RandomKey batches;
    private final List<StateActionRewardState<Integer>> replay = new ArrayList<>();
    private RewardScale scale = RewardScale.EMPTY;
    private int updates;

    DoubleDqnRule(LevelSettings settings, int features, long seed) {
        this.settings = settings.replay();
        RandomKey key = RandomKey.of(seed, "dqn.network");
        values = values(settings, features, key);
        targetValues = values(settings, features, key);
        network = QNetwork.builder().withNetwork(values.network()).build();
        target = QNetwork.builder().withNetwork(targetValues.network()).build();
        batches = RandomKey.of(seed, "dqn.replay");
        rule = new UpdateRule<>(
                new DoubleDQN(
                        network,
                        target,
                        BaseTransitionTDAlgorithm.Configuration.builder()
                                .gamma(settings.discount())
                                .build()),
                new SyncLabelsNeuralNetUpdater(network, target, UpdateCounts.NEVER));
    }

    static LevelNetwork values(LevelSettings settings, int features, RandomKey key) {
        LevelNetwork.Head head = new LevelNetwork.Head(settings.levels(), Activation.IDENTITY, new LossMSE());
        LevelSettings.Networks networks = settings.networks();
        return LevelNetwork.create(features, networks.hidden(), head, networks.learningRate(), key);
    }

    @Override
    public Choice choice() {
        return Choice.EPSILON_GREEDY;
    }

    @Override
    public double[] preferences(INDArray observation) {
        return values.output(observation);
    }

    @Override
    public void learn(List<StateActionRewardState<Integer>> episode) {
        scale = scale.with(Episodes.totalReward(episode));
        replay.addAll(episode);
        for (int i = 0; i < episode.size() * settings.updatesPerStep() && replay.size() >= settings.batchSize(); i++) {
            rule.update(batch());
            updates++;
            if (updates % settings.targetUpdates() == 0) {
                target.copyFrom(network);
            }
        }
    }

    /** Different transitions, uniform over all; the rewards on today's scale. */
    private List<StateActionRewardState<Integer>> batch() {
        RandomGenerator generator = batches.at(updates).generator();
        Set<Integer> chosen = new LinkedHashSet<>();
        while (chosen.size() < settings.batchSize()) {
            chosen.add(generator.nextInt(replay.size()));
        }
        return chosen.stream()
                .map(replay::get)
                .map(step -> Episodes.scaled(step, scale))
                .toList();
    }

    @Override
    public int episodes() {
        return scale.count();
    }

    @Override
    public Map<String, Double> statistics() {
        return Map.of("updates", (double) updates, "reward_mean", scale.mean());
    }

    @Override
    public boolean finite() {
        return values.finite();
    }

    @Override
    public void save(Path folder) {
        values.save(folder.resolve("values.zip"));
        targetValues.save(folder.resolve("target-values.zip"));
        new Learned(updates, scale, replay).save(folder);
    }

    @Override
    public void restore(Path folder) {
        values.restore(folder.resolve("values.zip"));
        targetValues.restore(folder.resolve("target-values.zip"));
        network.reset();
        target.reset();
        Learned learned = Learned.read(folder);
        updates = learned.updates();
        scale = learned.scale();
        replay.clear();
        replay.addAll(learned.replay());
    }
}
