package io.espalier.models.walk;

import java.util.Arrays;
import java.util.function.Predicate;

/** Actions times one factor, so that together they just meet their bounds. */
public final class Scaling {

    /** Halvings of the range of factors: finer than any channel count. */
    private static final int HALVINGS = 14;

    /** Actions are not raised by more than this factor to meet a budget; the guard bends what is still over. */
    private static final double LARGEST_FACTOR = 8;

    private Scaling() {}

    /**
     * The actions times the smallest factor in [0, 8] with which they fit; times 8 where they do not fit with any. No action is above 1.
     *
     * @param fits whether actions are within every bound, as every greater ones are too if some are
     */
    public static double[] toFit(Predicate<double[]> fits, double... actions) {
        double tooLittle = 0;
        double enough = LARGEST_FACTOR;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (tooLittle + enough) / 2;
            if (fits.test(times(middle, actions))) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return times(enough, actions);
    }

    private static double[] times(double factor, double... actions) {
        return Arrays.stream(actions)
                .map(action -> Math.min(1, factor * action))
                .toArray();
    }
}
