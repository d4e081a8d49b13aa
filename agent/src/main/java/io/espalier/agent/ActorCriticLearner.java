package io.espalier.agent;

import io.espalier.agent.plans.SensitivityPlan;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A learner with an actor and critics; RL4J has none with continuous actions. The kind of actor makes it DDPG, TD3 or SAC; all of them
 * remember whole episodes, learn after each round, and may choose among several walks what an explorer plays.
 *
 * <p>An episode is remembered by the actions that the environment took, not by those that were asked for: what the budget bent is no
 * property of the actor's wish.
 */
public final class ActorCriticLearner implements Learner {

    private final LearnerKind kind;
    private final ActorCriticSettings settings;
    private final SearchProblem problem;
    private final long seed;
    private final double[] advised;
    private final Actor actor;
    private final Critics critics;
    private final PlanMemory memory;
    private final ActorCriticUpdate update;
    private final Proposer proposer;
    private int rounds;
    private int episodes;
    private double criticLoss;
    private double actorValue;

    private ActorCriticLearner(
            LearnerKind kind, ActorCriticSettings settings, Made made, SearchProblem problem, long seed) {
        this.kind = kind;
        this.settings = settings;
        this.problem = problem;
        this.seed = seed;
        this.actor = made.actor();
        this.advised =
                settings.start().imitationUpdates() > 0 ? new SensitivityPlan(problem).actions() : middle(problem);
        int features = problem.schema().size();
        CriticView view = new CriticView(settings.networks().criticInput(), features, advised);
        int batchSize = settings.updates().batchSize();
        this.critics = new Critics(view, settings.networks(), batchSize, key("critic"));
        this.memory = new PlanMemory(problem.steps(), settings.updates().replayCapacity());
        ActorCriticUpdate.Parts parts = new ActorCriticUpdate.Parts(memory, view, actor, critics);
        this.update = new ActorCriticUpdate(settings, made.delay(), parts, features, key("update"));
        this.proposer = new Proposer(problem, settings.proposals(), parts);
        imitateAdvised();
    }

    /** What differs between the kinds. */
    private record Made(Actor actor, int delay) {}

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner ddpg(DdpgSettings settings, SearchProblem problem, long seed) {
        Td3Settings.Delay none = Td3Settings.Delay.NONE;
        Actor actor = new DeterministicActor(
                problem.schema().size(), settings.common(), settings.noise(), none, actorKey(LearnerKind.DDPG, seed));
        return new ActorCriticLearner(
                LearnerKind.DDPG, settings.common(), new Made(actor, none.updates()), problem, seed);
    }

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner td3(Td3Settings settings, SearchProblem problem, long seed) {
        Actor actor = new DeterministicActor(
                problem.schema().size(),
                settings.common(),
                settings.noise(),
                settings.delay(),
                actorKey(LearnerKind.TD3, seed));
        Made made = new Made(actor, settings.delay().updates());
        return new ActorCriticLearner(LearnerKind.TD3, settings.common(), made, problem, seed);
    }

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner sac(SacSettings settings, SearchProblem problem, long seed) {
        Actor actor = new GaussianActor(problem.schema().size(), settings, actorKey(LearnerKind.SAC, seed));
        return new ActorCriticLearner(LearnerKind.SAC, settings.common(), new Made(actor, 1), problem, seed);
    }

    private static RandomKey actorKey(LearnerKind kind, long seed) {
        return RandomKey.of(seed, kind.configName() + ".actor");
    }

    private RandomKey key(String part) {
        return RandomKey.of(seed, kind.configName() + "." + part);
    }

    private static double[] middle(SearchProblem problem) {
        double[] actions = new double[problem.steps()];
        Arrays.fill(actions, 0.5);
        return actions;
    }

    /** Before the first episode the actor learns the plan that the sensitivities advise. */
    private void imitateAdvised() {
        if (settings.start().imitationUpdates() == 0) {
            return;
        }
        int features = problem.schema().size();
        float[] observations = new float[problem.steps() * features];
        for (int step = 0; step < advised.length; step++) {
            float[] seen = PlayedEpisode.row(problem, Arrays.copyOf(advised, step));
            System.arraycopy(seen, 0, observations, step * features, features);
        }
        for (int i = 0; i < settings.start().imitationUpdates(); i++) {
            actor.imitate(observations, advised);
        }
        actor.moveTarget(1);
    }

    @Override
    public String name() {
        return kind.configName();
    }

    /** The first episode plays the advised plan where there is one. */
    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        if (settings.start().random(episode.episode())) {
            return new StepPolicy((step, observation) -> draw(episode, step).nextDouble());
        }
        if (episode.episode() == 0 && settings.start().imitationUpdates() > 0) {
            return new StepPolicy((step, observation) -> advised[step]);
        }
        if (settings.proposals().stepwise()) {
            return new StepPolicy((step, observation) -> explore(episode, row(observation), draw(episode, step)));
        }
        return new StepPolicy(new Proposal(episode));
    }

    /** The plan of an episode, made when its first step asks, on the episode's own thread. */
    private final class Proposal implements StepPolicy.Rule {
        private final EpisodeKey episode;
        private double[] actions = {};

        Proposal(EpisodeKey episode) {
            this.episode = episode;
        }

        @Override
        public double action(int step, INDArray observation) {
            if (actions.length == 0) {
                actions = proposer.propose(
                        (next, seen, generator) -> explore(episode, seen, generator),
                        key("walk").at(episode.round(), episode.episode()));
            }
            return actions[step];
        }
    }

    private double explore(EpisodeKey episode, float[] observation, RandomGenerator generator) {
        return actor.explore(observation, episode.episode() - settings.start().randomEpisodes(), generator);
    }

    private RandomGenerator draw(EpisodeKey episode, int step) {
        return episode.draw(seed, kind.configName() + ".action", step).generator();
    }

    private static float[] row(INDArray observation) {
        return observation.toFloatVector();
    }

    @Override
    public IPolicy<Double> greedy() {
        return new StepPolicy((step, observation) -> actor.best(row(observation)));
    }

    @Override
    public Optional<MultiLayerNetwork> actor() {
        return Optional.of(actor.toDl4j());
    }

    @Override
    public void learn(List<Trajectory> round) {
        int wanted = 0;
        for (Trajectory trajectory : round) {
            if (!Double.isFinite(trajectory.totalReward())) {
                throw new IllegalStateException("reward must be finite: %s (round %d, episode %d)"
                        .formatted(trajectory.totalReward(), rounds, episodes));
            }
            memory.add(PlayedEpisode.of(trajectory, problem));
            if (!settings.start().random(episodes)) {
                wanted += problem.steps() * settings.updates().perStep();
            }
            episodes++;
        }
        memory.settle(settings.returns().scale());
        learn(update.ready() ? wanted : 0);
        if (!actor.finite() || !critics.finite()) {
            throw new IllegalStateException("weights must be finite (round " + rounds + ")");
        }
        rounds++;
    }

    private void learn(int updates) {
        criticLoss = 0;
        actorValue = 0;
        for (int i = 0; i < updates; i++) {
            ActorCriticUpdate.Losses losses = update.update("round " + rounds);
            criticLoss += losses.critic() / updates;
            actorValue += losses.actorValue() / updates;
        }
    }

    /** {@code critic_loss} and {@code actor_value} are means over the last round's updates, 0 if there were none. */
    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>(actor.statistics());
        statistics.put("critic_loss", criticLoss);
        statistics.put("actor_value", actorValue);
        statistics.put("updates", (double) update.updates());
        update.baseline().ifPresent(baseline -> statistics.put("reward_baseline", baseline));
        return statistics;
    }

    @Override
    public void save(Path folder) {
        SavedKind.write(folder, name());
        actor.save(folder);
        critics.save(folder);
        new ActorCriticProgress(
                        rounds,
                        episodes,
                        update.updates(),
                        update.baseline(),
                        update.actorValue(),
                        memory.oldestFirst())
                .save(folder, problem);
    }

    @Override
    public void restore(Path folder) {
        SavedKind.check(folder, name());
        ActorCriticProgress saved = ActorCriticProgress.read(folder, problem);
        actor.restore(folder);
        critics.restore(folder);
        rounds = saved.rounds();
        episodes = saved.episodes();
        update.restore(saved.updates(), saved.baseline(), saved.actorValue());
        memory.restore(saved.episodesKept());
        memory.settle(settings.returns().scale());
    }
}
