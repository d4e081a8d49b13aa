package io.espalier.env.walk;

import io.espalier.env.contract.ContinuousActionSchema;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.models.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.rl4j.environment.Environment;
import org.deeplearning4j.rl4j.environment.Schema;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * The pruning environment behind RL4J's contract. An episode decides one group a step, in topological order; an action in [0, 1] says how
 * much of the group to remove (1: the largest ratio allowed), and the budget guard lowers the kept count where the budget would be missed.
 * After the last step what is left of the budgets is spent, if the task says so. The reward is 0 until the last step, whose reward is that
 * of the evaluated plan. Not thread-safe: one environment per running episode.
 */
public final class PruningEnvironment implements Environment<Double> {

    private final PruningTask task;
    private final Schema<Double> schema;
    private final Function<PruningPlan, Evaluation> evaluator;
    private final Walk walk;
    private final int steps;
    private final List<Integer> decided = new ArrayList<>();
    private final List<Double> actions = new ArrayList<>();
    private @Nullable EpisodeOutcome outcome;

    /**
     * @param randomActions where RL4J's own policies draw random actions from
     * @param evaluator measures the plan of the finished episode; may wait for other episodes of the round
     */
    public PruningEnvironment(PruningTask task, RandomKey randomActions, Function<PruningPlan, Evaluation> evaluator) {
        this.task = task;
        this.schema = new Schema<>(new ContinuousActionSchema(randomActions));
        this.evaluator = evaluator;
        this.walk = task.walk();
        this.steps = task.guard().groups().size();
    }

    @Override
    public Schema<Double> getSchema() {
        return schema;
    }

    @Override
    public Map<String, Object> reset() {
        decided.clear();
        actions.clear();
        outcome = null;
        return observe();
    }

    /** @throws IllegalStateException if the episode has finished */
    @Override
    public StepResult step(Double action) {
        if (isEpisodeFinished()) {
            throw new IllegalStateException("the episode has finished: reset() must come before step()");
        }
        decided.add(task.guard().kept(decided, action));
        actions.add(action);
        if (!isEpisodeFinished()) {
            return new StepResult(observe(), 0, false);
        }
        PruningPlan plan = task.ranking().keep(task.guard().named(walk.finished(decided, actions)));
        Evaluation evaluation = evaluator.apply(plan);
        double reward = task.reward().of(evaluation);
        outcome = new EpisodeOutcome(plan, evaluation, reward);
        return new StepResult(observe(), reward, true);
    }

    @Override
    public boolean isEpisodeFinished() {
        return decided.size() == steps;
    }

    /** How the last episode ended; empty while one is under way. */
    public Optional<EpisodeOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    @Override
    public void close() {
        // Nothing is held open: engines belong to the evaluator.
    }

    private Map<String, Object> observe() {
        return task.encoder().schema().channelData(walk.observe(decided));
    }
}
