package io.espalier.models.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The loss of an image by its logits and its row of {@link BatchSource.Batch#targets()}: cross entropy against soft targets, and with a
 * teacher's logits behind the targets the mixture that {@link TrainingSettings.Distillation} writes down. It computes in double precision.
 * DL4J gives it what goes into the softmax, so the activation that DL4J also gives plays no part.
 */
record TrainingLoss(TrainingSettings.Distillation distillation) implements ILossFunction {

    private static final long serialVersionUID = 1L;

    /**
     * The loss in nats.
     *
     * @param logits of one image
     * @param row as many targets, and behind them as many teacher's logits if there is a teacher
     */
    double value(float[] logits, float[] row) {
        double[] own = logSoftmax(logits, 0, logits.length, 1);
        double loss = 0;
        for (int i = 0; i < own.length; i++) {
            loss -= row[i] * own[i];
        }
        if (row.length == logits.length) {
            return loss;
        }
        double temperature = distillation.temperature();
        double[] student = logSoftmax(logits, 0, logits.length, temperature);
        double[] teacher = logSoftmax(row, logits.length, logits.length, temperature);
        double divergence = 0;
        for (int i = 0; i < own.length; i++) {
            divergence += Math.exp(teacher[i]) * (teacher[i] - student[i]);
        }
        return (1 - distillation.alpha()) * loss + distillation.alpha() * temperature * temperature * divergence;
    }

    /** The derivative of {@link #value} by each logit; the targets add up to 1. */
    double[] gradient(float[] logits, float[] row) {
        double[] gradient = logSoftmax(logits, 0, logits.length, 1);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = Math.exp(gradient[i]) - row[i];
        }
        if (row.length == logits.length) {
            return gradient;
        }
        double temperature = distillation.temperature();
        double[] student = logSoftmax(logits, 0, logits.length, temperature);
        double[] teacher = logSoftmax(row, logits.length, logits.length, temperature);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (1 - distillation.alpha()) * gradient[i]
                    + distillation.alpha() * temperature * (Math.exp(student[i]) - Math.exp(teacher[i]));
        }
        return gradient;
    }

    private static double[] logSoftmax(float[] values, int from, int count, double temperature) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, values[from + i] / temperature);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(values[from + i] / temperature - highest);
        }
        double[] logarithms = new double[count];
        for (int i = 0; i < count; i++) {
            logarithms[i] = values[from + i] / temperature - highest - Math.log(sum);
        }
        return logarithms;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        double sum =
                computeScoreArray(labels, logits, activation, mask).sumNumber().doubleValue();
        return average ? sum / logits.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        float[][] scores = logits.toFloatMatrix();
        float[][] rows = labels.toFloatMatrix();
        float[] values = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            values[i] = (float) value(scores[i], rows[i]);
        }
        return Nd4j.createFromArray(values).reshape('c', scores.length, 1);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        float[][] scores = logits.toFloatMatrix();
        float[][] rows = labels.toFloatMatrix();
        float[][] gradients = new float[scores.length][];
        for (int i = 0; i < scores.length; i++) {
            double[] gradient = gradient(scores[i], rows[i]);
            gradients[i] = new float[gradient.length];
            for (int logit = 0; logit < gradient.length; logit++) {
                gradients[i][logit] = (float) gradient[logit];
            }
        }
        return Nd4j.createFromArray(gradients);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, logits, activation, mask, average),
                computeGradient(labels, logits, activation, mask));
    }

    @Override
    public String name() {
        return "TrainingLoss";
    }
}
