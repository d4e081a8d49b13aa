package io.espalier.agent.levels;

import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.agent.learning.update.updater.sync.SyncGradientsNeuralNetUpdater;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.network.QNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * RL4J's {@link NStepQLearning} (Mnih et al. 2016, arXiv 1602.01783, algorithm S2) on one thread: the value of each level that was taken
 * moves towards the discounted rewards of the steps from there to the end of the batch, by RL4J's updater that applies gradients.
 *
 * <p>A batch is a whole episode. RL4J begins a batch that ends earlier with the value of its last observation, which it then takes for
 * the one after it; the last step of such a batch learns only that it is worth the best of its own values. With whole episodes the end
 * is always known, and no target network is asked.
 */
final class NStepRule implements LevelRule {

    private final LevelNetwork values;
    private final QNetwork network;
    private final UpdateRule<Gradients, StateActionReward<Integer>> rule;
    private RewardScale scale = RewardScale.EMPTY;
    private int updates;

    NStepRule(LevelSettings settings, int features, long seed) {
        values = DoubleDqnRule.values(settings, features, RandomKey.of(seed, "nstep.network"));
        network = QNetwork.builder().withNetwork(values.network()).build();
        rule = new UpdateRule<>(
                new NStepQLearning(
                        network,
                        network,
                        settings.levels(),
                        NStepQLearning.Configuration.builder()
                                .gamma(settings.discount())
                                .build()),
                new SyncGradientsNeuralNetUpdater(network, network, UpdateCounts.NEVER));
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
        return values.finite();
    }

    @Override
    public void save(Path folder) {
        values.save(folder.resolve("values.zip"));
        new Learned(updates, scale, List.of()).save(folder);
    }

    @Override
    public void restore(Path folder) {
        values.restore(folder.resolve("values.zip"));
        network.reset();
        Learned learned = Learned.read(folder);
        updates = learned.updates();
        scale = learned.scale();
    }
}
