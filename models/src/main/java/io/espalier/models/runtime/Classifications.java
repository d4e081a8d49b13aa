package io.espalier.models.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What a network said of images so far: predicted classes, hits, cross-entropy and confidence. Mutable while a set is being run. */
public final class Classifications {

    private final PreparedImages images;
    private final List<Integer> predictions = new ArrayList<>();
    private final BitSet right = new BitSet();
    private final double[] crossEntropies;
    private final double[] confidences;

    /** Of none of these images yet. */
    public Classifications(PreparedImages images) {
        this.images = images;
        this.crossEntropies = new double[images.size()];
        this.confidences = new double[images.size()];
    }

    /**
     * Takes the next images' logits, image after image.
     *
     * @throws IllegalArgumentException if there are not as many classes as the images have
     * @throws IllegalStateException if a logit is NaN or infinite
     */
    public void add(float[] logits, int classes) {
        if (classes != images.classCount()) {
            throw new IllegalArgumentException(
                    "network must have one logit for each of %d classes: %d".formatted(images.classCount(), classes));
        }
        for (int from = 0; from < logits.length; from += classes) {
            int image = predictions.size();
            int best = 0;
            for (int i = 0; i < classes; i++) {
                requireFinite(logits[from + i], image);
                best = logits[from + i] > logits[from + best] ? i : best;
            }
            int label = images.label(image);
            right.set(image, best == label);
            float[] answer = Arrays.copyOfRange(logits, from, from + classes);
            crossEntropies[image] = crossEntropy(answer, best, label, 1);
            confidences[image] = Math.exp(-crossEntropy(answer, best, label, Score.TEMPERATURE));
            predictions.add(best);
        }
    }

    List<Integer> predictions() {
        return List.copyOf(predictions);
    }

    /** Once all images have been run. */
    public Answers answers() {
        return new Answers(right, crossEntropies, confidences);
    }

    private static double crossEntropy(float[] logits, int best, int label, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(((double) logit - logits[best]) / temperature);
        }
        return Math.log(sum) + ((double) logits[best] - logits[label]) / temperature;
    }

    private static void requireFinite(float logit, int image) {
        if (!Float.isFinite(logit)) {
            throw new IllegalStateException("logits must be finite: " + logit + " for image " + image);
        }
    }
}
