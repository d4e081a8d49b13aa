package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * The images of a race by what the rival gets for them: what a candidate is expected to get, and how likely each is to be shown early. Images
 * that tell more come sooner: those on which candidates differ from the rival, and on which a candidate could be ahead of it. All of it is
 * known before the race, so it can make a race slow but never wrong (docs/adr/0053). Immutable.
 */
final class Course {

    /** Of right and wrong answers: who is right where the rival is, is so a little less often. */
    private static final double REGRESSION = 0.8;

    /** How much sooner an image is shown that the rival has wrong. */
    private static final double WRONG = 2;

    /** Of confidences: the weight of an image that the rival is certain of, where one that it knows nothing of has 1 more. */
    private static final double CERTAIN = 0.1;

    private final double[] expected;
    private final double[] weights;
    private final double rivalTotal;
    private final double mostGain;

    private Course(double rivalTotal, double[] expected, double[] weights) {
        this.rivalTotal = rivalTotal;
        this.expected = expected;
        this.weights = weights;
        this.mostGain = IntStream.range(0, weights.length)
                .mapToDouble(image -> (1 - expected[image]) / weights[image])
                .max()
                .orElseThrow();
    }

    /**
     * The course against a rival.
     *
     * @param measure what is compared, which has a value of each image
     * @param rival its answers to all images
     */
    static Course of(Measure measure, Answers rival) {
        double[] values = IntStream.range(0, rival.size())
                .mapToDouble(image -> measure.of(rival, image))
                .toArray();
        return measure == Measure.ACCURACY ? ofRightAnswers(values) : ofConfidences(values);
    }

    /** @param rival what it gets for each image: 1 where it is right, and 0 elsewhere */
    static Course ofRightAnswers(double... rival) {
        return new Course(
                Arrays.stream(rival).sum(),
                Arrays.stream(rival).map(value -> REGRESSION * value).toArray(),
                Arrays.stream(rival).map(value -> value > 0 ? 1 : WRONG).toArray());
    }

    /** @param rival what it gets for each image, in [0, 1] */
    static Course ofConfidences(double... rival) {
        return new Course(
                Arrays.stream(rival).sum(),
                rival.clone(),
                Arrays.stream(rival)
                        .map(value -> Math.sqrt(1 - value * value) + CERTAIN)
                        .toArray());
    }

    /**
     * An order of all images: each is, of those that are left, the next one with a probability in proportion to its weight. Waiting times that
     * are exponential with the weights for rates come in such an order (Efraimidis and Spirakis 2006).
     */
    List<Integer> order(RandomGenerator random) {
        double[] times = new double[images()];
        for (int image = 0; image < times.length; image++) {
            times[image] = -Math.log1p(-random.nextDouble()) / weights[image];
        }
        return IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingDouble(image -> times[image]))
                .toList();
    }

    int images() {
        return weights.length;
    }

    /** What the rival gets for all images together. */
    double rivalTotal() {
        return rivalTotal;
    }

    /** What a candidate is expected to get for all images together. */
    double totalExpected() {
        return Arrays.stream(expected).sum();
    }

    /** The weights of all images together. */
    double totalWeight() {
        return Arrays.stream(weights).sum();
    }

    /** What a candidate is expected to get for an image, but for what all images have in common; in [0, 1]. */
    double expected(int image) {
        return expected[image];
    }

    /** How likely an image is to be shown next, in proportion; positive. */
    double weight(int image) {
        return weights[image];
    }

    /** The most that a candidate can be ahead of what is expected on an image, by the image's weight. */
    double mostGain() {
        return mostGain;
    }
}
