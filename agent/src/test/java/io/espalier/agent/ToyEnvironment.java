package io.espalier.agent;

import io.espalier.env.contract.ContinuousActionSchema;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.deeplearning4j.rl4j.environment.Environment;
import org.deeplearning4j.rl4j.environment.Schema;
import org.deeplearning4j.rl4j.environment.StepResult;

/** A problem with a known optimum; like the real one it rewards the last step alone, and there waits for its round. */
final class ToyEnvironment implements Environment<Double> {

    /** The rules of a toy problem. */
    interface Problem {
        ObservationSchema schema();

        int steps();

        /** One value in [0, 1] for each feature, before the step that follows these actions. */
        double[] observe(List<Double> actions);

        double reward(List<Double> actions);

        /** What a learner is told of it; no budget but for those that say so. */
        default SearchProblem problem() {
            return new SearchProblem(schema(), steps(), new ToyModel(this));
        }
    }

    private final Problem problem;
    private final CyclicBarrier round;
    private final List<Double> actions = new ArrayList<>();

    ToyEnvironment(Problem problem, CyclicBarrier round) {
        this.problem = problem;
        this.round = round;
    }

    /** The environments of one round, whose last steps wait for each other. */
    static List<ToyEnvironment> round(Problem problem, int episodes) {
        CyclicBarrier barrier = new CyclicBarrier(episodes);
        List<ToyEnvironment> environments = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            environments.add(new ToyEnvironment(problem, barrier));
        }
        return environments;
    }

    @Override
    public Schema<Double> getSchema() {
        return new Schema<>(new ContinuousActionSchema(RandomKey.of(1, "toy")));
    }

    @Override
    public Map<String, Object> reset() {
        actions.clear();
        return problem.schema().channelData(problem.observe(actions));
    }

    @Override
    public StepResult step(Double action) {
        actions.add(action);
        boolean last = isEpisodeFinished();
        if (last) {
            await();
        }
        Map<String, Object> next = problem.schema().channelData(problem.observe(actions));
        return new StepResult(next, last ? problem.reward(actions) : 0, last);
    }

    @Override
    public boolean isEpisodeFinished() {
        return actions.size() == problem.steps();
    }

    @Override
    public void close() {}

    private void await() {
        try {
            round.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the round was given up", e);
        }
    }
}
