package io.espalier.agent;

import io.espalier.agent.network.OneBlasThread;
import io.espalier.agent.network.SideBySide;
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

    /** An actor that another search of the same network has taught explores as if it had played so many episodes of this one. */
    private static final int PRACTISED = 90;

    private final LearnerKind kind;
    private final ActorCriticSettings settings;
    private final StartSettings start;
    private final long seed;
    private final Actor actor;
    private final Critics critics;
    private final PlanMemory memory;
    private final ActorCriticUpdate.Parts parts;
    private final ActorCriticUpdate update;
    private final boolean warm;
    private final Settling settling;
    private final int practice;
    private Faced faced;
    private Optional<PlanModel> model = Optional.empty();
    private int rounds;
    private int episodes;
    private double criticLoss;
    private double actorValue;

    private ActorCriticLearner(
            LearnerKind kind, ActorCriticSettings settings, Made made, Beginning beginning, long seed) {
        this.kind = kind;
        this.settings = settings;
        this.warm = beginning.warm().isPresent();
        this.settling = new Settling(
                beginning.warm().map(earlier -> !earlier.samePlans()).orElse(false));
        this.start = warm ? settings.start().warm() : settings.start();
        this.practice = settling.needed() ? Settling.PRACTISED : warm ? PRACTISED : -start.randomEpisodes();
        this.seed = seed;
        this.actor = made.actor();
        SearchProblem problem = beginning.first();
        int features = problem.schema().size();
        CriticView view = new CriticView(settings.networks().criticInput(), features, problem.steps());
        int batchSize = settings.updates().batchSize();
        this.critics = new Critics(view, settings.networks(), batchSize, key("critic"));
        this.memory = new PlanMemory(problem.steps(), settings.updates().replayCapacity());
        this.parts = new ActorCriticUpdate.Parts(memory, view, actor, critics);
        this.update = new ActorCriticUpdate(settings, made.delay(), parts, features, key("update"));
        this.faced = faced(problem);
        beginning.warm().ifPresentOrElse(this::beginWith, () -> imitateAdvised(beginning.problems()));
    }

    /** A problem with the plan that is advised for it, and who walks through it. */
    private static final class Faced {
        private final SearchProblem problem;
        private final double[] advised;
        private final Proposer proposer;

        Faced(SearchProblem problem, double[] advised, Proposer proposer) {
            this.problem = problem;
            this.advised = advised;
            this.proposer = proposer;
        }
    }

    private Faced faced(SearchProblem problem) {
        double[] advised = advised(problem);
        return new Faced(
                problem, advised, new Proposer(problem, advised, settings.proposals(), parts).remembering(warm));
    }

    private double[] advised(SearchProblem problem) {
        if (settings.start().imitationUpdates() > 0) {
            return new SensitivityPlan(problem).actions();
        }
        double[] middle = new double[problem.steps()];
        Arrays.fill(middle, 0.5);
        return middle;
    }

    /** What differs between the kinds. */
    private record Made(Actor actor, int delay) {}

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner ddpg(DdpgSettings settings, Beginning beginning, long seed) {
        Td3Settings.Delay none = Td3Settings.Delay.NONE;
        Actor actor = new DeterministicActor(
                beginning.first().schema().size(),
                settings.common(),
                settings.noise(),
                none,
                actorKey(LearnerKind.DDPG, seed));
        return new ActorCriticLearner(
                LearnerKind.DDPG, settings.common(), new Made(actor, none.updates()), beginning, seed);
    }

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner td3(Td3Settings settings, Beginning beginning, long seed) {
        Actor actor = new DeterministicActor(
                beginning.first().schema().size(),
                settings.common(),
                settings.noise(),
                settings.delay(),
                actorKey(LearnerKind.TD3, seed));
        Made made = new Made(actor, settings.delay().updates());
        return new ActorCriticLearner(LearnerKind.TD3, settings.common(), made, beginning, seed);
    }

    /** @param seed the run's seed, not 0 */
    public static ActorCriticLearner sac(SacSettings settings, Beginning beginning, long seed) {
        Actor actor = new GaussianActor(beginning.first().schema().size(), settings, actorKey(LearnerKind.SAC, seed));
        return new ActorCriticLearner(LearnerKind.SAC, settings.common(), new Made(actor, 1), beginning, seed);
    }

    private static RandomKey actorKey(LearnerKind kind, long seed) {
        return RandomKey.of(seed, kind.configName() + ".actor");
    }

    private RandomKey key(String part) {
        return RandomKey.of(seed, kind.configName() + "." + part);
    }

    /** Before the first episode the actor learns the plans that the sensitivities advise. */
    private void imitateAdvised(List<SearchProblem> problems) {
        if (start.imitationUpdates() == 0) {
            return;
        }
        int features = problems.get(0).schema().size();
        int steps = problems.get(0).steps();
        float[] observations = new float[problems.size() * steps * features];
        double[] actions = new double[problems.size() * steps];
        for (int i = 0; i < problems.size(); i++) {
            double[] advised = i == 0 ? faced.advised : advised(problems.get(i));
            System.arraycopy(advised, 0, actions, i * steps, steps);
            for (int step = 0; step < steps; step++) {
                float[] seen = PlayedEpisode.row(problems.get(i), Arrays.copyOf(advised, step));
                System.arraycopy(seen, 0, observations, (i * steps + step) * features, features);
            }
        }
        OneBlasThread.during(() -> {
            for (int i = 0; i < start.imitationUpdates(); i++) {
                actor.imitate(observations, actions);
            }
        });
        actor.moveTarget(1);
    }

    /** The actor of another search, and its critics if they know the same plans. */
    private void beginWith(WarmStart earlier) {
        SavedKind.check(earlier.folder(), name());
        SavedSchema.check(earlier.folder(), faced.problem.schema());
        actor.restore(earlier.folder());
        if (!settling.needed()) {
            critics.restore(earlier.folder());
        }
    }

    /** Learners with an actor that sees the budget can change it. */
    @Override
    public void face(SearchProblem problem) {
        Beginning.requireAlike(faced.problem, problem);
        faced = faced(problem);
    }

    @Override
    public String name() {
        return kind.configName();
    }

    /** The first episode plays the plan that is advised where there is one; after a warm start see {@link Settling#openingEpisodes}. */
    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        if (start.random(episode.episode())) {
            return new StepPolicy((step, observation) -> draw(episode, step).nextDouble());
        }
        if (episode.episode() == 0 && warm) {
            return ownAnswer();
        }
        if (episode.episode() < (warm ? settling.openingEpisodes() : 1)
                && settings.start().imitationUpdates() > 0) {
            return opening(episode.episode());
        }
        if (settings.proposals().stepwise()) {
            return new StepPolicy((step, observation) -> explore(episode, row(observation), draw(episode, step)));
        }
        return new StepPolicy(new Proposal(episode, faced.proposer.choosingBy(model)));
    }

    private IPolicy<Double> opening(int episode) {
        return episode == (warm ? 1 : 0)
                ? following(faced.advised)
                : following(faced.proposer.filled(Settling.mixed(episode, own(), faced.advised)));
    }

    private static IPolicy<Double> following(double... actions) {
        return new StepPolicy((step, observation) -> actions[step]);
    }

    /** The plan of an episode, made when its first step asks, on the episode's own thread. */
    private final class Proposal implements StepPolicy.Rule {
        private final EpisodeKey episode;
        private final Proposer proposer;
        private double[] actions = {};

        Proposal(EpisodeKey episode, Proposer proposer) {
            this.episode = episode;
            this.proposer = proposer;
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

    /** What the actor alone answers to the problem that is faced. */
    private IPolicy<Double> ownAnswer() {
        return following(own());
    }

    private double[] own() {
        return faced.proposer.walk(this::best, key("greedy").generator());
    }

    private double best(int step, float[] observation, RandomGenerator unused) {
        return actor.best(observation);
    }

    /** By the critics once they have learned, or else the actor's own plan. */
    @Override
    public List<IPolicy<Double>> answers(int count) {
        if ((!warm || settling.needed()) && update.updates() == 0) {
            return List.of(ownAnswer());
        }
        Proposer.Walker exploring = (step, seen, generator) -> explore(new EpisodeKey(0, episodes), seen, generator);
        return new Answers(faced.proposer.choosingBy(model), key("answer"))
                .best(this::best, exploring, count).stream()
                        .map(ActorCriticLearner::following)
                        .toList();
    }

    private double explore(EpisodeKey episode, float[] observation, RandomGenerator generator) {
        return actor.explore(observation, episode.episode() + practice, generator);
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
            memory.add(PlayedEpisode.of(trajectory, faced.problem, faced.advised));
            if (!start.random(episodes)) {
                wanted += faced.problem.steps() * settings.updates().perStep();
            }
            episodes++;
        }
        memory.settle(settings.returns().scale());
        model = settling.model(memory, episodes);
        int updates = update.ready() ? wanted : 0;
        OneBlasThread.during(() -> learn(updates));
        if (!actor.finite() || !critics.finite()) {
            throw new IllegalStateException("weights must be finite (round " + rounds + ")");
        }
        rounds++;
    }

    private void learn(int updates) {
        boolean settles = settling.lasts(episodes);
        criticLoss = 0;
        actorValue = 0;
        try (SideBySide threads = SideBySide.start()) {
            critics.compute(threads);
            for (int i = 0; i < updates; i++) {
                ActorCriticUpdate.Losses losses = update.update("round " + rounds, !settles);
                criticLoss += losses.critic() / updates;
                actorValue += losses.actorValue() / updates;
            }
        } finally {
            critics.compute(SideBySide.ALONE);
        }
        if (settles) {
            settling.imitate(actor, memory, episodes);
        }
    }

    /** {@code critic_loss} and {@code actor_value} are means over the last round's updates, 0 if there were none; {@code noise}, where the actor has some, is the next episode's. */
    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>(actor.statistics(episodes + practice));
        statistics.put("critic_loss", criticLoss);
        statistics.put("actor_value", actorValue);
        statistics.put("updates", (double) update.updates());
        update.baseline().ifPresent(baseline -> statistics.put("reward_baseline", baseline));
        return statistics;
    }

    @Override
    public void save(Path folder) {
        SavedKind.write(folder, name());
        SavedSchema.write(folder, faced.problem.schema());
        actor.save(folder);
        critics.save(folder);
        new ActorCriticProgress(
                        rounds,
                        episodes,
                        update.updates(),
                        update.baseline(),
                        update.actorValue(),
                        memory.oldestFirst())
                .save(folder, faced.problem);
    }

    @Override
    public void restore(Path folder) {
        SavedKind.check(folder, name());
        SavedSchema.check(folder, faced.problem.schema());
        ActorCriticProgress saved = ActorCriticProgress.read(folder, faced.problem);
        actor.restore(folder);
        critics.restore(folder);
        rounds = saved.rounds();
        episodes = saved.episodes();
        update.restore(saved.updates(), saved.baseline(), saved.actorValue());
        memory.restore(saved.episodesKept());
        memory.settle(settings.returns().scale());
        model = settling.model(memory, episodes);
    }
}
