package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.agent.RoundRunner;
import io.espalier.agent.Trajectory;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.interpretation.Attribution;
import io.espalier.experiments.interpretation.FeatureEffect;
import io.espalier.experiments.interpretation.Interpretation;
import io.espalier.experiments.interpretation.LeaveOneOut;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Says why a plan won: what each group's pruning costs and brings, and what moved the actor.
 *
 * @param table where latencies are predicted
 */
record Explanation(PruningTask task, Optional<PredictedLatency> table) {

    /**
     * Evaluates one network for each group that the plan prunes.
     *
     * @param scorer of accuracies, on the images that the plan was scored on
     */
    Interpretation of(Best best, Learner learner, CandidateEvaluator scorer) {
        Optional<ToDoubleFunction<int[]>> latency = table.map(predicted -> predicted.prediction()::ratio);
        Evaluation evaluation = best.outcome().evaluation();
        return new Interpretation(
                new LeaveOneOut(task.guard().groups(), task.cost(), latency)
                        .of(best.outcome().plan(), evaluation, scorer),
                learner.actor()
                        .map(actor -> features(actor, learner, evaluation))
                        .orElse(List.of()));
    }

    private List<FeatureEffect> features(MultiLayerNetwork actor, Learner learner, Evaluation evaluation) {
        ObservationSchema schema = task.encoder().schema();
        return Attribution.of(actor, schema, observations(learner, evaluation));
    }

    /** Of the episode that the actor plays by itself. How it ends does not matter, so nothing is evaluated. */
    private List<INDArray> observations(Learner learner, Evaluation evaluation) {
        RandomKey unused = RandomKey.of(1, "explanation");
        try {
            Trajectory episode = RoundRunner.exploit(learner, new PruningEnvironment(task, unused, plan -> evaluation));
            return episode.transitions().stream()
                    .map(step -> step.getObservation().getData())
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        }
    }
}
