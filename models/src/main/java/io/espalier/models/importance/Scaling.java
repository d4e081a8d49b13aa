package io.espalier.models.importance;

import java.util.Arrays;
import java.util.Optional;

/** What is done to the scores of one layer, so that they can be compared with those of another. None changes a ranking within a layer. */
public enum Scaling {
    /** Nothing: layers with large scores outvote the others. */
    NONE {
        @Override
        Optional<double[]> apply(double... scores) {
            return Optional.of(scores);
        }
    },
    /** Divided by their mean; what is left says how much better than its layer's average a unit is. */
    MEAN {
        @Override
        Optional<double[]> apply(double... scores) {
            return divide(scores, Arrays.stream(scores).average().orElse(0));
        }
    },
    /** Divided by the largest. */
    MAX {
        @Override
        Optional<double[]> apply(double... scores) {
            return divide(scores, Arrays.stream(scores).max().orElse(0));
        }
    },
    /** Divided by their sum: shares of the layer, smaller in wide layers. */
    SUM {
        @Override
        Optional<double[]> apply(double... scores) {
            return divide(scores, Arrays.stream(scores).sum());
        }
    },
    /** Mean 0 and (population) standard deviation 1. */
    STANDARD {
        @Override
        Optional<double[]> apply(double... scores) {
            double mean = Arrays.stream(scores).average().orElse(0);
            double variance = Arrays.stream(scores)
                    .map(score -> (score - mean) * (score - mean))
                    .average()
                    .orElse(0);
            double[] centred = Arrays.stream(scores).map(score -> score - mean).toArray();
            return divide(centred, Math.sqrt(variance));
        }
    };

    /**
     * The scaled scores, in a new array or the same.
     *
     * @return empty if the layer cannot be scaled because nothing in it scores (or, for {@link #STANDARD}, all of it scores the same)
     */
    abstract Optional<double[]> apply(double... scores);

    private static Optional<double[]> divide(double[] scores, double divisor) {
        if (!(divisor > 0)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(scores).map(score -> score / divisor).toArray());
    }
}
