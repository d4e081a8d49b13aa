package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * The images of a race by what good networks get for them: what a candidate is expected to get, and how likely each is to be shown early.
 * Images that tell more come sooner: those on which networks differ, and on which a candidate could be ahead. All of it is known before the
 * race, so it can make a race slow but never wrong (docs/adr/0053). Immutable.
 */
final class Course {

    /** Of right and wrong answers: where all are right the next one is right nearly as often. */
    private static final double REGRESSION = 0.9;

    /** Of confidences: the weight of an image of which networks are certain, where one that they know nothing of has 1 more. */
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
                .mapToDouble(image -> Math.max(0, 1 - expected[image]) / weights[image])
                .max()
                .orElseThrow();
    }

    /**
     * The course of a race.
     *
     * @param measure what is compared, which has a value of each image
     * @param known answers to all images: the rival's, and those of others that candidates resemble
     */
    static Course of(Measure measure, List<Answers> known) {
        double[] rival = values(measure, known.get(0));
        double[] mean = new double[rival.length];
        for (Answers answers : known) {
            Arrays.setAll(mean, image -> mean[image] + measure.of(answers, image) / known.size());
        }
        return measure == Measure.ACCURACY ? ofRightAnswers(rival, mean) : ofConfidences(rival, mean);
    }

    private static double[] values(Measure measure, Answers answers) {
        return IntStream.range(0, answers.size())
                .mapToDouble(image -> measure.of(answers, image))
                .toArray();
    }

    /**
     * Of answers that are right or wrong.
     *
     * @param rival what it gets for each image: 1 where it is right, and 0 elsewhere
     * @param mean what several get for each image
     */
    static Course ofRightAnswers(double[] rival, double[] mean) {
        return new Course(
                Arrays.stream(rival).sum(),
                Arrays.stream(mean).map(value -> REGRESSION * value).toArray(),
                Arrays.stream(mean)
                        .map(value -> 1 + Math.max(0, 1 - value) * (1 + 2 * value))
                        .toArray());
    }

    /**
     * Of answers that are worth any number in [0, 1].
     *
     * @param rival what it gets for each image
     * @param mean what several get for each image
     */
    static Course ofConfidences(double[] rival, double[] mean) {
        return new Course(
                Arrays.stream(rival).sum(),
                mean.clone(),
                Arrays.stream(mean)
                        .map(value -> Math.sqrt(Math.max(0, 1 - value * value)) + CERTAIN)
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
