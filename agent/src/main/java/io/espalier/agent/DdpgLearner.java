package io.espalier.agent;

import io.espalier.env.contract.ObservationSchema;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.experience.ReplayMemoryExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deep deterministic policy gradients (Lillicrap et al. 2016, arXiv 1509.02971) as AMC uses them for pruning (He et al. 2018, arXiv
 * 1802.03494): RL4J has no learner with continuous actions, so this is made of its experience handler, replay memory, update rule and
 * policy, on DL4J networks.
 *
 * <p>From AMC come the networks, the rates, the truncated normal noise, the moving reward baseline, and that every transition of an
 * episode is given the episode's final reward, though with a discount of 1 the values then add up over the steps that are left. What
 * differs: episodes come in rounds that one actor acts in, and the updates come after the round; warm-up is shorter, as the search
 * is; the last layer starts small, as in Lillicrap et al.; every random draw has a key.
 */
public final class DdpgLearner implements Learner {

    private final DdpgSettings settings;
    private final int features;
    private final long seed;
    private final DdpgNetworks networks;
    private final DdpgUpdateRule rule;
    private final KeyedReplay replay;
    private final ReplayMemoryExperienceHandler<Double> experience;
    private int rounds;
    private int episodes;
    private double criticLoss;
    private double actorValue;

    /**
     * @param schema of the observations, for the number of features
     * @param seed the run's seed, not 0
     */
    public DdpgLearner(DdpgSettings settings, ObservationSchema schema, long seed) {
        this.settings = settings;
        this.features = schema.size();
        this.seed = seed;
        networks = DdpgNetworks.create(features, settings.networks(), seed);
        rule = new DdpgUpdateRule(settings, networks);
        RandomKey batches = RandomKey.of(seed, "ddpg.replay");
        replay = new KeyedReplay(settings.batchSize(), settings.replayCapacity(), batches);
        experience = new ReplayMemoryExperienceHandler<>(replay);
    }

    @Override
    public String name() {
        return LearnerKind.DDPG.configName();
    }

    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        return new StepPolicy((step, observation) -> {
            RandomGenerator generator = episode.draw(seed, "ddpg.action", step).generator();
            if (settings.exploration().warmsUp(episode.episode())) {
                return generator.nextDouble();
            }
            double deviation = settings.exploration().deviationIn(episode.episode());
            return new TruncatedNormal(act(observation), deviation).draw(generator);
        });
    }

    @Override
    public IPolicy<Double> greedy() {
        return new StepPolicy((step, observation) -> act(observation));
    }

    // DL4J keeps a layer's input while it computes, so the episodes of a round take turns.
    private double act(INDArray observation) {
        synchronized (networks) {
            return networks.actor().output(observation).getDouble(0);
        }
    }

    @Override
    public Optional<MultiLayerNetwork> actor() {
        return Optional.of(networks.actor().copy());
    }

    @Override
    public void learn(List<Trajectory> round) {
        synchronized (networks) {
            int before = rule.getUpdateCount();
            rule.begin(rounds);
            criticLoss = 0;
            actorValue = 0;
            round.forEach(this::learn);
            int updates = rule.getUpdateCount() - before;
            criticLoss /= Math.max(1, updates);
            actorValue /= Math.max(1, updates);
            if (!networks.finite()) {
                throw new IllegalStateException("weights must be finite (round " + rounds + ")");
            }
            rounds++;
        }
    }

    private void learn(Trajectory episode) {
        double reward = episode.totalReward();
        int last = episode.transitions().size() - 1;
        for (StateActionRewardState<Double> step : episode.transitions()) {
            experience.addExperience(step.getObservation(), step.getAction(), reward, step.isTerminal());
        }
        experience.setFinalObservation(episode.transitions().get(last).getNextObservation());
        experience.reset();
        if (!settings.exploration().warmsUp(episodes) && experience.isTrainingBatchReady()) {
            for (int i = 0; i < episode.transitions().size() * settings.updatesPerStep(); i++) {
                rule.update(experience.generateTrainingBatch());
                criticLoss += rule.losses().critic();
                actorValue += rule.losses().actorValue();
            }
        }
        episodes++;
    }

    /**
     * {@code critic_loss} and {@code actor_value} are means over the last round's updates, 0 if there were none; {@code deviation} is
     * the noise of the next episode.
     */
    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>();
        statistics.put("critic_loss", criticLoss);
        statistics.put("actor_value", actorValue);
        statistics.put("reward_baseline", rule.baseline().orElse(0));
        statistics.put("deviation", settings.exploration().deviationIn(episodes));
        statistics.put("updates", (double) rule.getUpdateCount());
        return statistics;
    }

    @Override
    public void save(Path folder) {
        SavedKind.write(folder, name());
        networks.save(folder);
        new DdpgProgress(
                        rounds,
                        episodes,
                        rule.getUpdateCount(),
                        replay.batches(),
                        rule.baseline(),
                        replay.oldestFirst())
                .save(folder, features);
    }

    @Override
    public void restore(Path folder) {
        SavedKind.check(folder, name());
        DdpgProgress saved = DdpgProgress.read(folder, features);
        networks.restore(folder);
        rounds = saved.rounds();
        episodes = saved.episodes();
        rule.restore(saved.updates(), saved.baseline());
        replay.restore(saved.batches(), saved.replay());
    }
}
