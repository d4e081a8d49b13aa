package io.espalier.env.profile;

import io.espalier.env.profile.GroupProfile.Sensitivity;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;

/**
 * The accuracy that a group's pruning costs, between the ratios at which it was measured. Straight between the points, from 0 at the
 * ratio 0; beyond the last point it goes on as between the last two. What falls is noise of the search split, so each
 * point is at least the one before it.
 */
public final class ExpectedDrop {

    private final UnivariateFunction curve;

    private ExpectedDrop(UnivariateFunction curve) {
        this.curve = curve;
    }

    /** @throws IllegalArgumentException if the ratios do not rise within (0, 1) */
    public static ExpectedDrop of(Sensitivity measured) {
        int points = measured.ratios().size();
        double[] ratios = new double[points + 2];
        double[] drops = new double[points + 2];
        for (int i = 1; i <= points; i++) {
            ratios[i] = measured.ratios().get(i - 1);
            if (!(ratios[i] > ratios[i - 1] && ratios[i] < 1)) {
                throw new IllegalArgumentException("ratios must rise within (0, 1): " + measured.ratios());
            }
            drops[i] = Math.max(drops[i - 1], measured.expectedDrops().get(i - 1));
        }
        ratios[points + 1] = 1;
        drops[points + 1] = points == 0 ? 0 : drops[points] + slope(ratios, drops, points) * (1 - ratios[points]);
        return new ExpectedDrop(new LinearInterpolator().interpolate(ratios, drops));
    }

    private static double slope(double[] ratios, double[] drops, int point) {
        return (drops[point] - drops[point - 1]) / (ratios[point] - ratios[point - 1]);
    }

    /**
     * The drop in [0, 1].
     *
     * @param ratio removed share in [0, 1]
     */
    public double at(double ratio) {
        return Math.min(1, curve.value(ratio));
    }
}
