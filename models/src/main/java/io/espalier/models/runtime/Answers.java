package io.espalier.models.runtime;

import java.util.Arrays;
import java.util.BitSet;

/** What a network said of each image of a set, in the set's order. Immutable. */
public final class Answers {

    private final BitSet right;
    private final double[] crossEntropies;
    private final double[] confidences;

    /** Takes over all. */
    Answers(BitSet right, double[] crossEntropies, double[] confidences) {
        this.right = right;
        this.crossEntropies = crossEntropies;
        this.confidences = confidences;
    }

    /**
     * Answers that are known.
     *
     * @param right the images that were answered right, from 0
     * @param crossEntropies one for each image
     * @param confidences one for each image
     */
    public static Answers of(BitSet right, double[] crossEntropies, double[] confidences) {
        return new Answers((BitSet) right.clone(), crossEntropies.clone(), confidences.clone());
    }

    /** Number of images. */
    public int size() {
        return crossEntropies.length;
    }

    /** Whether the highest logit was the label's. */
    public boolean right(int image) {
        return right.get(image);
    }

    /** {@code -log softmax(logits)[label]} in nats, at least 0. */
    public double crossEntropy(int image) {
        return crossEntropies[image];
    }

    /** {@code softmax(logits / 2)[label]}, in [0, 1]. */
    public double confidence(int image) {
        return confidences[image];
    }

    /** Accuracy, mean cross-entropy and mean confidence; sums are taken in the order of the images. */
    public Score score() {
        return new Score((double) right.cardinality() / size(), mean(crossEntropies), mean(confidences));
    }

    private static double mean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /**
     * Answers that were given in another order, put back.
     *
     * @param order for each of these answers the image that it is about: every number from 0 once
     */
    public Answers inOrder(int... order) {
        BitSet ordered = new BitSet(size());
        double[] losses = new double[size()];
        double[] certainties = new double[size()];
        for (int i = 0; i < order.length; i++) {
            ordered.set(order[i], right(i));
            losses[order[i]] = crossEntropies[i];
            certainties[order[i]] = confidences[i];
        }
        return new Answers(ordered, losses, certainties);
    }

    /** These answers and then others. */
    public Answers then(Answers more) {
        BitSet all = (BitSet) right.clone();
        for (int i = 0; i < more.size(); i++) {
            all.set(size() + i, more.right(i));
        }
        return new Answers(all, joined(crossEntropies, more.crossEntropies), joined(confidences, more.confidences));
    }

    private static double[] joined(double[] first, double[] second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
