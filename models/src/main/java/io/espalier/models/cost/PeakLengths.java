package io.espalier.models.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The most values that are alive at once as a function of kept counts, exactly: the largest of sums, one for each moment of a run. Moments that
 * can never be the largest, because none of their coefficients is above another one's, are left out. It never falls when a count rises.
 */
final class PeakLengths {

    private final CountPolynomial[] moments;

    /** @param moments coefficients: of each group's count, and last the constant */
    private PeakLengths(List<long[]> moments) {
        this.moments = moments.stream().map(CountPolynomial::linear).toArray(CountPolynomial[]::new);
    }

    /**
     * From the tensors of a run.
     *
     * @param lifetimes of the nodes' tensors
     * @param values of each node's tensor: how many there are by the groups' counts
     */
    static PeakLengths of(Lifetimes lifetimes, List<long[]> values) {
        List<long[]> highest = new ArrayList<>();
        lifetimes.run(values, alive -> {
            if (highest.stream().noneMatch(other -> isNeverAbove(alive, other))) {
                highest.removeIf(other -> isNeverAbove(other, alive));
                highest.add(alive.clone());
            }
        });
        return new PeakLengths(highest);
    }

    private static boolean isNeverAbove(long[] moment, long... other) {
        for (int i = 0; i < moment.length; i++) {
            if (moment[i] > other[i]) {
                return false;
            }
        }
        return true;
    }

    /** One count per group, none negative; not checked. */
    long at(int... kept) {
        long peak = 0;
        for (CountPolynomial moment : moments) {
            peak = Math.max(peak, moment.at(kept));
        }
        return peak;
    }
}
