package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several criteria as one.
 *
 * @param terms at least one
 * @param basis what of each criterion is combined
 * @param join how
 */
public record CombinedImportance(List<Term> terms, Basis basis, Join join) implements Importance {

    /**
     * One of the criteria.
     *
     * @param weight factor in a sum, exponent in a product; positive
     */
    public record Term(Importance importance, double weight) {

        /** @throws IllegalArgumentException if the weight is not positive and finite */
        public Term {
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight must be positive and finite: " + weight);
            }
        }
    }

    /** What of a criterion is combined. */
    public enum Basis {
        /** The place within the group, from 1/n to 1; equal scores share the mean of their places. */
        RANKS {
            @Override
            double[] of(double... scores) {
                return Arrays.stream(scores)
                        .map(score -> {
                            long below = Arrays.stream(scores)
                                    .filter(other -> other < score)
                                    .count();
                            long equal = Arrays.stream(scores)
                                    .filter(other -> other == score)
                                    .count();
                            return (below + (equal + 1) / 2.0) / scores.length;
                        })
                        .toArray();
            }
        },
        /** The score divided by the group's largest; all scores must be at least 0. */
        SCORES {
            @Override
            double[] of(double... scores) {
                for (double score : scores) {
                    if (!(score >= 0)) {
                        throw new IllegalArgumentException(
                                "scores must not be negative to be combined (combine ranks instead): " + score);
                    }
                }
                return Scaling.MAX.apply(scores).orElse(scores);
            }
        };

        abstract double[] of(double... scores);
    }

    /** How criteria are joined. */
    public enum Join {
        /** Weighted sum: a criterion can make up for another. */
        SUM {
            @Override
            double start() {
                return 0;
            }

            @Override
            double join(double soFar, double score, double weight) {
                return soFar + weight * score;
            }
        },
        /** Product of powers: a unit must do well with all. */
        PRODUCT {
            @Override
            double start() {
                return 1;
            }

            @Override
            double join(double soFar, double score, double weight) {
                return soFar * Math.pow(score, weight);
            }
        };

        abstract double start();

        abstract double join(double soFar, double score, double weight);
    }

    /** @throws IllegalArgumentException if there is no term */
    public CombinedImportance {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("terms must not be empty");
        }
    }

    @Override
    public double[] scores(NetworkGraph graph, ChannelGroup group) {
        double[] combined = IntStream.range(0, group.width())
                .mapToDouble(unit -> join.start())
                .toArray();
        for (Term term : terms) {
            double[] scores = basis.of(term.importance().scores(graph, group));
            for (int unit = 0; unit < combined.length; unit++) {
                combined[unit] = join.join(combined[unit], scores[unit], term.weight());
            }
        }
        return combined;
    }
}
