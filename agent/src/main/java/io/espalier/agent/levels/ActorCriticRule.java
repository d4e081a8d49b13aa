package io.espalier.agent.levels;

import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.agent.learning.update.updater.sync.SyncGradientsNeuralNetUpdater;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.network.ActorCriticNetwork;
import org.deeplearning4j.rl4j.network.ac.ActorCriticLoss;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * RL4J's {@link AdvantageActorCritic} (Mnih et al. 2016, arXiv 1602.01783, algorithm S3) on one thread, with a network for the value and
 * one for the policy. The value of each observation moves towards the discounted rewards R from there on; the policy goes up
 * {@code (R - V(s)) log p(level | s)} plus RL4J's 0.01 times the entropy.
 *
 * <p>A batch is a whole episode, for the reason that {@link NStepRule} gives.
 */
final class ActorCriticRule implements LevelRule {

    private final LevelNetwork value;
    private final LevelNetwork policy;
    private final ActorCriticNetwork network;
    private final UpdateRule<Gradients, StateActionReward<Integer>> rule;
    private RewardScale scale = RewardScale.EMPTY;
    private int updates;

    ActorCriticRule(LevelSettings settings, int features, long seed) {
        LevelSettings.Networks networks = settings.networks();
        value = LevelNetwork.create(
                features,
                networks.hidden(),
                new LevelNetwork.Head(1, Activation.IDENTITY, new LossMSE()),
                networks.learningRate(),
                RandomKey.of(seed, "a2c.value"));
        policy = LevelNetwork.create(
                features,
                networks.hidden(),
                new LevelNetwork.Head(settings.levels(), Activation.SOFTMAX, new ActorCriticLoss()),
                networks.policyLearningRate(),
                RandomKey.of(seed, "a2c.policy"));
        network = ActorCriticNetwork.builder()
                .withSeparateNetworks(value.network(), policy.network())
                .build();
        rule = new UpdateRule<>(
                new AdvantageActorCritic(
                        network,
                        settings.levels(),
                        AdvantageActorCritic.Configuration.builder()
                                .gamma(settings.discount())
                                .build()),
                new SyncGradientsNeuralNetUpdater(network, network, UpdateCounts.NEVER));
    }

    @Override
    public Choice choice() {
        return Choice.BY_CHANCE;
    }

    @Override
    public double[] preferences(INDArray observation) {
        return policy.output(observation);
    }

    @Override
    public void learn(List<StateActionRewardState<Integer>> episode) {
        scale = scale.with(Episodes.totalReward(episode));
        rule.update(Episodes.inOrder(episode, scale));
        updates++;
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
        return value.finite() && policy.finite();
    }

    @Override
    public void save(Path folder) {
        value.save(folder.resolve("value.zip"));
        policy.save(folder.resolve("policy.zip"));
        new Learned(updates, scale, List.of()).save(folder);
    }

    @Override
    public void restore(Path folder) {
        value.restore(folder.resolve("value.zip"));
        policy.restore(folder.resolve("policy.zip"));
        network.reset();
        Learned learned = Learned.read(folder);
        updates = learned.updates();
        scale = learned.scale();
    }
}
