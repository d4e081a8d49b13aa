package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import io.espalier.models.runtime.Score;
import java.util.List;

/**
 * What a stopped candidate would have scored on all images. The images fall into those that the incumbent answers right and those that it
 * answers wrong, whose numbers are known; a candidate is seen on some of each, and the means of the two count by these numbers
 * (post-stratification: Cochran 1977, "Sampling Techniques", section 5A.9). As easy images are easy for both, this is nearer to the truth than
 * the mean over what was seen.
 */
final class Estimate {

    private Estimate() {}

    /**
     * Accuracy, mean cross-entropy and mean confidence; what candidates are compared by is never above the incumbent's.
     *
     * @param measure what candidates are compared by
     * @param incumbent on all images
     * @param order the images that the candidate saw, first seen first
     * @param seen its answers to these
     */
    static Score of(Measure measure, Answers incumbent, List<Integer> order, Answers seen) {
        int[] counts = new int[2];
        int[] hits = new int[2];
        double[] losses = new double[2];
        double[] confidences = new double[2];
        for (int i = 0; i < seen.size(); i++) {
            int stratum = incumbent.right(order.get(i)) ? 1 : 0;
            counts[stratum]++;
            hits[stratum] += seen.right(i) ? 1 : 0;
            losses[stratum] += seen.crossEntropy(i);
            confidences[stratum] += seen.confidence(i);
        }
        if (counts[0] == 0 || counts[1] == 0) {
            return capped(measure, seen.score(), incumbent);
        }
        double share = incumbent.score().accuracy();
        return capped(
                measure,
                new Score(
                        share * hits[1] / counts[1] + (1 - share) * hits[0] / counts[0],
                        share * losses[1] / counts[1] + (1 - share) * losses[0] / counts[0],
                        share * confidences[1] / counts[1] + (1 - share) * confidences[0] / counts[0]),
                incumbent);
    }

    private static Score capped(Measure measure, Score score, Answers incumbent) {
        Score best = incumbent.score();
        return new Score(
                measure == Measure.ACCURACY ? Math.min(score.accuracy(), best.accuracy()) : score.accuracy(),
                score.crossEntropy(),
                measure == Measure.CONFIDENCE ? Math.min(score.confidence(), best.confidence()) : score.confidence());
    }
}
