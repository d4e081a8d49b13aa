package io.espalier.models.runtime;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What a network said of each image of a set, in the set's order. Immutable. */
public final class Answers {

    private final BitSet right;
    private final double[] crossEntropies;

    /** Takes over both. */
    Answers(BitSet right, double[] crossEntropies) {
        this.right = right;
        this.crossEntropies = crossEntropies;
    }

    /**
     * Answers that are known.
     *
     * @param right the images that were answered right, from 0
     * @param crossEntropies one for each image
     */
    public static Answers of(BitSet right, double... crossEntropies) {
        return new Answers((BitSet) right.clone(), crossEntropies.clone());
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

    /** Accuracy and mean cross-entropy; the sum is taken in the order of the images. */
    public Score score() {
        double sum = 0;
        for (double crossEntropy : crossEntropies) {
            sum += crossEntropy;
        }
        return new Score((double) right.cardinality() / size(), sum / size());
    }

    /**
     * Answers that were given in another order, put back.
     *
     * @param order for each of these answers the image that it is about: every number from 0 once
     */
    public Answers inOrder(int... order) {
        BitSet ordered = new BitSet(size());
        double[] values = new double[size()];
        for (int i = 0; i < order.length; i++) {
            ordered.set(order[i], right(i));
            values[order[i]] = crossEntropies[i];
        }
        return new Answers(ordered, values);
    }

    /**
     * The same answers with some of the wrong ones made right: those with the least cross-entropy, of equal ones the earlier.
     *
     * @param count how many; all that are wrong if they are fewer
     */
    public Answers withMoreRight(int count) {
        BitSet more = (BitSet) right.clone();
        IntStream.range(0, size())
                .filter(image -> !right.get(image))
                .boxed()
                .sorted(Comparator.comparingDouble(image -> crossEntropies[image]))
                .limit(count)
                .forEach(more::set);
        return new Answers(more, crossEntropies);
    }

    /** These answers and then others. */
    public Answers then(Answers more) {
        BitSet all = (BitSet) right.clone();
        double[] values = new double[size() + more.size()];
        System.arraycopy(crossEntropies, 0, values, 0, size());
        for (int i = 0; i < more.size(); i++) {
            all.set(size() + i, more.right(i));
            values[size() + i] = more.crossEntropies[i];
        }
        return new Answers(all, values);
    }
}
