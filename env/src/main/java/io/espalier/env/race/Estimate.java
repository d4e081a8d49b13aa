package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import io.espalier.models.runtime.Score;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * What a stopped candidate would have scored on all images: the incumbent's score less the incumbent's lead. After each image the lead on all
 * images is known as the lead on those seen before and what this one tells of the rest by its weight (Des Raj 1956, "Some estimators in
 * sampling with varying probabilities without replacement"). What is told later, of a smaller rest, counts more: by the inverse square of
 * the weight that was left. As easy images are easy for both, leads are told more exactly than scores.
 */
final class Estimate {

    private Estimate() {}

    /**
     * Accuracy, mean cross-entropy and mean confidence; what candidates are compared by is never above the incumbent's.
     *
     * @param measure what candidates are compared by
     * @param incumbent on all images
     * @param course against the incumbent
     * @param order the images that the candidate saw, first seen first
     * @param seen its answers to these, at least one
     */
    static Score of(Measure measure, Answers incumbent, Course course, List<Integer> order, Answers seen) {
        List<Integer> shown = order.subList(0, seen.size());
        Score best = incumbent.score();
        double accuracy = best.accuracy() - lead(course, shown, i -> right(incumbent, shown.get(i)) - right(seen, i));
        double crossEntropy = best.crossEntropy()
                - lead(course, shown, i -> incumbent.crossEntropy(shown.get(i)) - seen.crossEntropy(i));
        double confidence =
                best.confidence() - lead(course, shown, i -> incumbent.confidence(shown.get(i)) - seen.confidence(i));
        return new Score(
                within(accuracy, measure == Measure.ACCURACY ? best.accuracy() : 1),
                Math.max(0, crossEntropy),
                within(confidence, measure == Measure.CONFIDENCE ? best.confidence() : 1));
    }

    private static double right(Answers answers, int image) {
        return answers.right(image) ? 1 : 0;
    }

    private static double within(double value, double most) {
        return Math.max(0, Math.min(most, value));
    }

    /** The incumbent's mean lead over all images. */
    private static double lead(Course course, List<Integer> shown, IntToDoubleFunction leads) {
        double weightLeft = course.totalWeight();
        double seen = 0;
        double sum = 0;
        double counts = 0;
        for (int i = 0; i < shown.size(); i++) {
            double weight = course.weight(shown.get(i));
            double lead = leads.applyAsDouble(i);
            double count = 1 / (weightLeft * weightLeft);
            sum += count * (seen + lead * weightLeft / weight);
            counts += count;
            seen += lead;
            weightLeft -= weight;
        }
        return sum / counts / course.images();
    }
}
