package io.espalier.models.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Loss and hits of the batch being trained on, from the logits of its forward pass. Mutable. */
final class BatchStatistics extends BaseTrainingListener {

    private final String logitsNode;
    private BatchSource.@Nullable Batch batch;
    private double loss;
    private int hits;

    BatchStatistics(String logitsNode) {
        this.logitsNode = logitsNode;
    }

    /** Names the batch that comes next. */
    void expect(BatchSource.Batch next) {
        batch = next;
    }

    /** Mean cross entropy of the batch against its targets, in nats. */
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
            loss += crossEntropy(scores[i], targets[i]) / scores.length;
            hits += highest(scores[i]) == batch.labels().get(i) ? 1 : 0;
        }
    }

    private static double crossEntropy(float[] scores, float[] target) {
        double highest = scores[highest(scores)];
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - highest);
        }
        double entropy = 0;
        for (int i = 0; i < scores.length; i++) {
            entropy -= target[i] * (scores[i] - highest - Math.log(sum));
        }
        return entropy;
    }

    private static int highest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
