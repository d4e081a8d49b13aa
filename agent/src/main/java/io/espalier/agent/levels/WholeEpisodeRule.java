package io.espalier.agent.levels;

import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.agent.learning.algorithm.IUpdateAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.agent.learning.update.updater.sync.SyncGradientsNeuralNetUpdater;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.network.ActorCriticNetwork;
import org.deeplearning4j.rl4j.network.ITrainableNeuralNet;
import org.deeplearning4j.rl4j.network.QNetwork;
import org.deeplearning4j.rl4j.network.ac.ActorCriticLoss;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * RL4J's algorithms of Mnih et al. 2016 (arXiv 1602.01783) on one thread, by RL4J's updater that applies gradients.
 *
 * <p>A batch is a whole episode. RL4J begins a batch that ends earlier with the value of its last observation, which it then takes for
 * the one after it; the last step of such a batch learns only that it is worth the best of its own values. With whole episodes the end
 * is always known, and no target network is asked.
 */
final class WholeEpisodeRule implements LevelRule {

    private final Choice choice;
    private final LevelNetwork deciding;
    private final Map<String, LevelNetwork> byFile;
    private final ITrainableNeuralNet<?> network;
    private final UpdateRule<Gradients, StateActionReward<Integer>> rule;
    private RewardScale scale = RewardScale.EMPTY;
    private int updates;

    /**
     * @param deciding says what levels are worth
     * @param byFile every network by the file that it is saved in
     * @param network of all of them, as RL4J takes it
     */
    private WholeEpisodeRule(
            Choice choice,
            LevelNetwork deciding,
            Map<String, LevelNetwork> byFile,
            ITrainableNeuralNet<?> network,
            IUpdateAlgorithm<Gradients, StateActionReward<Integer>> algorithm) {
        this.choice = choice;
        this.deciding = deciding;
        this.byFile = byFile;
        this.network = network;
        this.rule =
                new UpdateRule<>(algorithm, new SyncGradientsNeuralNetUpdater(network, network, UpdateCounts.NEVER));
    }

    /**
     * {@link NStepQLearning} (algorithm S2): the value of each level that was taken moves towards the discounted rewards of the steps from
     * there to the end.
     */
    static WholeEpisodeRule nStepQ(LevelSettings settings, int features, long seed) {
        LevelNetwork values = DoubleDqnRule.values(settings, features, RandomKey.of(seed, "nstep.network"));
        QNetwork network = QNetwork.builder().withNetwork(values.network()).build();
        NStepQLearning algorithm = new NStepQLearning(
                network,
                network,
                settings.levels(),
                NStepQLearning.Configuration.builder()
                        .gamma(settings.discount())
                        .build());
        return new WholeEpisodeRule(Choice.EPSILON_GREEDY, values, Map.of("values.zip", values), network, algorithm);
    }

    /**
     * {@link AdvantageActorCritic} (algorithm S3) with a network for the value and one for the policy. The value of each observation moves
     * towards the discounted rewards R from there on; the policy goes up {@code (R - V(s)) log p(level | s)} plus RL4J's 0.01 times the
     * entropy.
     */
    static WholeEpisodeRule advantageActorCritic(LevelSettings settings, int features, long seed) {
        LevelSettings.Networks networks = settings.networks();
        LevelNetwork value = LevelNetwork.create(
                features,
                networks.hidden(),
                new LevelNetwork.Head(1, Activation.IDENTITY, new LossMSE()),
                networks.learningRate(),
                RandomKey.of(seed, "a2c.value"));
        LevelNetwork policy = LevelNetwork.create(
                features,
                networks.hidden(),
                new LevelNetwork.Head(settings.levels(), Activation.SOFTMAX, new ActorCriticLoss()),
                networks.policyLearningRate(),
                RandomKey.of(seed, "a2c.policy"));
        ActorCriticNetwork network = ActorCriticNetwork.builder()
                .withSeparateNetworks(value.network(), policy.network())
                .build();
        AdvantageActorCritic algorithm = new AdvantageActorCritic(
                network,
                settings.levels(),
                AdvantageActorCritic.Configuration.builder()
                        .gamma(settings.discount())
                        .build());
        return new WholeEpisodeRule(
                Choice.BY_CHANCE, policy, Map.of("policy.zip", policy, "value.zip", value), network, algorithm);
    }

    @Override
    public Choice choice() {
        return choice;
    }

    @Override
    public double[] preferences(INDArray observation) {
        return deciding.output(observation);
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
        return byFile.values().stream().allMatch(LevelNetwork::finite);
    }

    @Override
    public void save(Path folder) {
        byFile.forEach((file, saved) -> saved.save(folder.resolve(file)));
        new Learned(updates, scale, List.of()).save(folder);
    }

    @Override
    public void restore(Path folder) {
        byFile.forEach((file, saved) -> saved.restore(folder.resolve(file)));
        network.reset();
        Learned learned = Learned.read(folder);
        updates = learned.updates();
        scale = learned.scale();
    }
}
