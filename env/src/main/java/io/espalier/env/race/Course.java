package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The images of a race by what good networks get for them: what a candidate is expected to get, and how likely each is to be shown early.
 * Images that tell more come sooner: those on which networks differ, and on which a candidate could be ahead. All of it is known before the
 * race, so it can make a race slow but never wrong (docs/adr/0053). Immutable.
 */
final class Course {

    /** Of right and wrong answers: where all are right the next one is right nearly as often. */
    private static final double REGRESSION = 0.9;

    /** The weight of an image that networks agree to be right about; one that all are wrong about has 1 more. */
    private static final double RIGHT = 0.5;

    /** The same of confidences: they differ little where networks are certain. */
    private static final double CERTAIN = 0.05;

    /** How much the deviation of what is known of an image adds to its weight. */
    private static final double DEVIATION = 2;

    /** Mean square deviation of what single images tell of all, as it is seen in searches. */
    private static final double SPREAD_OF_RIGHT_ANSWERS = 0.03;

    private static final double SPREAD_OF_CONFIDENCES = 0.006;

    private final double[] expected;
    private final double[] weights;
    private final double rivalTotal;
    private final double mostGain;
    private final double spread;

    private Course(double[][] known, double regression, double least, double spread) {
        this.rivalTotal = Arrays.stream(known[0]).sum();
        this.expected = new double[known[0].length];
        this.weights = new double[expected.length];
        this.spread = spread;
        for (int image = 0; image < expected.length; image++) {
            int number = image;
            double[] values =
                    Arrays.stream(known).mapToDouble(all -> all[number]).toArray();
            double mean = StatUtils.mean(values);
            expected[image] = regression * mean;
            weights[image] = least + (1 - mean) + DEVIATION * Math.sqrt(StatUtils.populationVariance(values));
        }
        this.mostGain = IntStream.range(0, weights.length)
                .mapToDouble(image -> (1 - expected[image]) / weights[image])
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
        double[][] values = known.stream()
                .map(answers -> IntStream.range(0, answers.size())
                        .mapToDouble(image -> measure.of(answers, image))
                        .toArray())
                .toArray(double[][]::new);
        return measure == Measure.ACCURACY ? ofRightAnswers(values) : ofConfidences(values);
    }

    /**
     * Of answers that are right or wrong.
     *
     * @param known what the rival gets for each image, 1 where it is right and 0 elsewhere, and then the same of others
     */
    static Course ofRightAnswers(double[]... known) {
        return new Course(known, REGRESSION, RIGHT, SPREAD_OF_RIGHT_ANSWERS);
    }

    /**
     * Of answers that are worth any number in [0, 1].
     *
     * @param known what the rival gets for each image, and then the same of others
     */
    static Course ofConfidences(double[]... known) {
        return new Course(known, 1, CERTAIN, SPREAD_OF_CONFIDENCES);
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

    /** How much what a single image tells of all is thought to vary, before any is seen: the mean square deviation. */
    double spread() {
        return spread;
    }
}
