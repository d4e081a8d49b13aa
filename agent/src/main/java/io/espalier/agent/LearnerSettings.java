package io.espalier.agent;

import io.espalier.agent.levels.LevelAlgorithm;
import io.espalier.agent.levels.LevelSettings;
import io.espalier.agent.plans.PlanSearch;
import io.espalier.agent.plans.SearcherSettings;
import io.espalier.env.contract.ContinuousActionSchema;
import io.espalier.env.contract.SearchProblem;

/**
 * Which learner, and what it is made with.
 *
 * @param kind which of them
 * @param uniformAction the action of {@link LearnerKind#UNIFORM}, in [0, 1]
 * @param ddpg for {@link LearnerKind#DDPG}
 * @param td3 for {@link LearnerKind#TD3}
 * @param sac for {@link LearnerKind#SAC}
 * @param searchers for the classical ones
 * @param discrete for RL4J's own
 */
public record LearnerSettings(
        LearnerKind kind,
        double uniformAction,
        DdpgSettings ddpg,
        Td3Settings td3,
        SacSettings sac,
        SearcherSettings searchers,
        LevelSettings discrete) {

    public static final LearnerSettings DEFAULTS = new LearnerSettings(
            LearnerKind.DDPG,
            0.5,
            DdpgSettings.DEFAULTS,
            Td3Settings.DEFAULTS,
            SacSettings.DEFAULTS,
            SearcherSettings.DEFAULTS,
            LevelSettings.DEFAULTS);

    /** @throws IllegalArgumentException if the uniform action is not in [0, 1] */
    public LearnerSettings {
        ContinuousActionSchema.checked(uniformAction);
    }

    public LearnerSettings withKind(LearnerKind changed) {
        return new LearnerSettings(changed, uniformAction, ddpg, td3, sac, searchers, discrete);
    }

    public LearnerSettings withUniformAction(double changed) {
        return new LearnerSettings(kind, changed, ddpg, td3, sac, searchers, discrete);
    }

    public LearnerSettings withDdpg(DdpgSettings changed) {
        return new LearnerSettings(kind, uniformAction, changed, td3, sac, searchers, discrete);
    }

    public LearnerSettings withTd3(Td3Settings changed) {
        return new LearnerSettings(kind, uniformAction, ddpg, changed, sac, searchers, discrete);
    }

    public LearnerSettings withSac(SacSettings changed) {
        return new LearnerSettings(kind, uniformAction, ddpg, td3, changed, searchers, discrete);
    }

    public LearnerSettings withSearchers(SearcherSettings changed) {
        return new LearnerSettings(kind, uniformAction, ddpg, td3, sac, changed, discrete);
    }

    public LearnerSettings withDiscrete(LevelSettings changed) {
        return new LearnerSettings(kind, uniformAction, ddpg, td3, sac, searchers, changed);
    }

    /** Whether what its actor answers alone is scaled to meet the budgets; false where there is no actor. */
    public boolean fillsBudget() {
        return switch (kind) {
            case DDPG -> ddpg.proposals().fillBudget();
            case TD3 -> td3.proposals().fillBudget();
            case SAC -> sac.proposals().fillBudget();
            case RANDOM, UNIFORM, GREEDY, ANNEALING, EVOLUTION, CMAES, DQN, NSTEP, A2C -> false;
        };
    }

    /** A new learner that has learned nothing. */
    public Learner create(SearchProblem problem, long seed) {
        return create(Beginning.of(problem), seed);
    }

    /**
     * A new learner.
     *
     * @throws IllegalArgumentException if it is to begin warm and has no actor, or the saved learner is of another kind, has other features
     *     or other networks
     */
    public Learner create(Beginning beginning, long seed) {
        if (beginning.warm().isPresent() && !kind.hasActor()) {
            throw new IllegalArgumentException(
                    "learner must have an actor to begin with another's: " + kind.configName());
        }
        SearchProblem problem = beginning.first();
        return switch (kind) {
            case DDPG -> ActorCriticLearner.ddpg(ddpg, beginning, seed);
            case TD3 -> ActorCriticLearner.td3(td3, beginning, seed);
            case SAC -> ActorCriticLearner.sac(sac, beginning, seed);
            case RANDOM -> new RandomLearner(seed);
            case UNIFORM -> new UniformLearner(uniformAction);
            case GREEDY -> searcher(problem, searchers.greedy(problem, seed));
            case ANNEALING -> searcher(problem, searchers.annealing(problem, seed));
            case EVOLUTION -> searcher(problem, searchers.evolution(problem, seed));
            case CMAES -> searcher(problem, searchers.cmaEs(problem, seed));
            case DQN -> discrete(problem, LevelAlgorithm.DOUBLE_DQN, seed);
            case NSTEP -> discrete(problem, LevelAlgorithm.N_STEP_Q, seed);
            case A2C -> discrete(problem, LevelAlgorithm.ADVANTAGE_ACTOR_CRITIC, seed);
        };
    }

    private Learner discrete(SearchProblem problem, LevelAlgorithm algorithm, long seed) {
        return new LevelLearner(kind.configName(), algorithm, discrete, problem.schema(), seed);
    }

    private Learner searcher(SearchProblem problem, PlanSearch search) {
        return new HistoryLearner(kind.configName(), problem, search);
    }
}
