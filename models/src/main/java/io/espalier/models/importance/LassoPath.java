package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.UnitContributions;
import java.util.Arrays;
import java.util.Optional;

/**
 * How strong the penalty can be before a unit's factor becomes 0 in
 *
 * <pre>min over b of  1/2 mean |Y - sum of b_i Z_i|^2 + penalty * sum of |b_i|</pre>
 *
 * where {@code Z_i} is what the layers behind make of unit {@code i} and {@code Y} their output (He et al. 2017, "Channel Pruning for
 * Accelerating Very Deep Neural Networks", section 3.1). The paper raises the penalty until so many factors are left as it wants, refits the
 * weights and repeats; we walk the penalty down once, over {@value #STEPS} values from where everything is 0 to {@value #LEAST} of that,
 * and note when each unit enters. Several layers behind a group are added, each relative to its output.
 *
 * <p>Scores are the penalty of entry relative to the largest, in [0, 1]; of units that enter together the larger factor is ahead, and 0 never
 * entered.
 */
public record LassoPath(GramStatistics moments) implements PartialImportance {

    static final int STEPS = 200;

    static final double LEAST = 1e-4;

    private static final int SWEEPS = 1_000;

    /** Change of a factor, which is about 1 for a unit that stays whole, at which coordinate descent stops. */
    private static final double SETTLED = 1e-9;

    @Override
    public Optional<double[]> heard(NetworkGraph graph, ChannelGroup group) {
        return UnitContributions.of(moments, group).map(contributions -> new Path(contributions).entries());
    }

    /** Factors on their way along the penalties. */
    private static final class Path {

        private final UnitContributions contributions;
        private final double[] factors;
        /** Products of each term with what is left of the output. */
        private final double[] residuals;

        Path(UnitContributions contributions) {
            this.contributions = contributions;
            this.factors = new double[contributions.units()];
            this.residuals = new double[contributions.units()];
            for (int unit = 0; unit < factors.length; unit++) {
                for (int other = 0; other < factors.length; other++) {
                    residuals[unit] += contributions.product(unit, other);
                }
            }
        }

        double[] entries() {
            double largest = Arrays.stream(residuals).map(Math::abs).max().orElse(0);
            double ratio = Math.pow(LEAST, 1.0 / STEPS);
            double[] entries = new double[factors.length];
            double penalty = 1;
            for (int step = 1; step <= STEPS; step++) {
                double previous = penalty;
                penalty *= ratio;
                settle(penalty * largest);
                double most = Arrays.stream(factors).map(Math::abs).max().orElse(0);
                for (int unit = 0; unit < factors.length; unit++) {
                    if (entries[unit] == 0 && factors[unit] != 0) {
                        entries[unit] = penalty + (previous - penalty) * Math.abs(factors[unit]) / most;
                    }
                }
            }
            return entries;
        }

        /** Coordinate descent (Friedman et al. 2010, "Regularization Paths for Generalized Linear Models", section 2). */
        private void settle(double penalty) {
            double change = Double.POSITIVE_INFINITY;
            for (int sweep = 0; sweep < SWEEPS && change > SETTLED; sweep++) {
                change = 0;
                for (int unit = 0; unit < factors.length; unit++) {
                    change = Math.max(change, Math.abs(update(unit, penalty)));
                }
            }
        }

        private double update(int unit, double penalty) {
            double square = contributions.product(unit, unit);
            if (!(square > 0)) {
                return 0;
            }
            double target = residuals[unit] + square * factors[unit];
            double shrunk = Math.signum(target) * Math.max(0, Math.abs(target) - penalty) / square;
            double change = shrunk - factors[unit];
            if (change != 0) {
                factors[unit] = shrunk;
                for (int other = 0; other < factors.length; other++) {
                    residuals[other] -= change * contributions.product(other, unit);
                }
            }
            return change;
        }
    }
}
