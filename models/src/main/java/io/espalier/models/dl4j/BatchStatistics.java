package io.espalier.models.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Loss and hits of the batch being trained on, from the logits of its forward pass. Mutable. */
final class BatchStatistics extends BaseTrainingListener {

    private final String logitsNode;
    private final TrainingLoss function;
    private BatchSource.@Nullable Batch batch;
    private double loss;
    private int hits;

    BatchStatistics(String logitsNode, TrainingLoss function) {
        this.logitsNode = logitsNode;
        this.function = function;
    }

    /** Names the batch that comes next. */
    void expect(BatchSource.Batch next) {
        batch = next;
    }

    /** Mean loss of the batch, in nats. */
    double loss() {
        return loss;
    }

    /** Images of the batch whose highest logit is the label's. */
    int hits() {
        return hits;
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        INDArray logits = activations.get(logitsNode);
        if (batch == null || logits == null) {
            throw new IllegalStateException("a forward pass must follow expect() and give '" + logitsNode + "'");
        }
        float[][] scores = logits.toFloatMatrix();
        float[][] targets = batch.targets().toFloatMatrix();
        loss = 0;
        hits = 0;
        for (int i = 0; i < scores.length; i++) {
            loss += function.value(scores[i], targets[i]) / scores.length;
            hits += highest(scores[i]) == batch.labels().get(i) ? 1 : 0;
        }
    }

    private static int highest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
