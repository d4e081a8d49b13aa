package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * How the variance of a group's units is divided among directions: the eigenvalues of the units' covariance where a layer first reads them,
 * from moments that were collected anyway. If few directions hold all variance, few units would do. The covariance of two units is the mean
 * over the places of a window at which both are read.
 *
 * @param eigenvalues none negative, the largest first
 */
public record VarianceSpectrum(List<Double> eigenvalues) {

    /** Units that are looked at, evenly chosen where a group has more; the time grows with their cube. */
    static final int MOST_UNITS = 256;

    public VarianceSpectrum {
        eigenvalues = List.copyOf(eigenvalues);
    }

    /**
     * The spectrum on the calibration images.
     *
     * @param statistics of the network that the group belongs to
     * @return empty if no layer behind the group has moments
     */
    public static Optional<VarianceSpectrum> of(GramStatistics statistics, ChannelGroup group) {
        return group.members().stream()
                .filter(member -> member.axis() == Axis.IN)
                .flatMap(member -> statistics.of(member.node()).filter(Moments::hasProducts).stream()
                        .map(moments -> of(moments, group, member)))
                .findFirst();
    }

    private static VarianceSpectrum of(Moments moments, ChannelGroup group, Member member) {
        int[] units = IntStream.range(0, Math.min(MOST_UNITS, group.width()))
                .map(i -> (int) ((long) i * group.width() / Math.min(MOST_UNITS, group.width())))
                .toArray();
        int taps = moments.features() / member.units().size();
        List<int[]> features = Arrays.stream(units)
                .mapToObj(unit -> IntStream.range(0, moments.features())
                        .filter(feature -> member.units().get(feature / taps) == unit)
                        .toArray())
                .toList();
        double[][] covariance = new double[units.length][units.length];
        for (int i = 0; i < units.length; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = covariance(moments, features.get(i), features.get(j));
                covariance[j][i] = covariance[i][j];
            }
        }
        double[] eigenvalues = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false)).getRealEigenvalues();
        return new VarianceSpectrum(Arrays.stream(eigenvalues)
                .map(value -> -Math.max(0, value))
                .sorted()
                .mapToObj(value -> -value)
                .toList());
    }

    private static double covariance(Moments moments, int[] one, int... other) {
        double sum = 0;
        for (int place = 0; place < one.length; place++) {
            int higher = Math.max(one[place], other[place]);
            int lower = Math.min(one[place], other[place]);
            sum += moments.products(higher)[lower] - moments.mean(higher) * moments.mean(lower);
        }
        return sum / one.length;
    }

    /**
     * Share of the variance that lies outside of the strongest directions, in [0, 1]: what is lost at least if so many units stay. 0 if
     * nothing varies.
     *
     * @param share of the directions that are strong, in [0, 1]; rounded up to whole ones
     */
    public double outside(double share) {
        int strong = (int) Math.ceil(share * eigenvalues.size());
        double all = eigenvalues.stream().mapToDouble(Double::doubleValue).sum();
        double rest = eigenvalues.stream()
                .skip(strong)
                .mapToDouble(Double::doubleValue)
                .sum();
        return all > 0 ? Math.min(1, rest / all) : 0;
    }
}
