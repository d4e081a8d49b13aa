package io.espalier.env.latency;

import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Mean over blocks of the median over a block's rounds, with its 95 % interval from a hierarchical bootstrap: blocks are drawn with
 * replacement, then rounds within each (Davison and Hinkley 1997, "Bootstrap Methods and their Application", section 3.8).
 *
 * <p>The bootstrap gives the interval's shape; its size is corrected. Drawing rounds too counts their spread twice, since it is in the
 * spread of the blocks' medians already, drawing B blocks divides by B where B - 1 is meant, and the quantiles are those of the normal
 * distribution. So both sides are scaled to the unbiased standard error and by Student's quantile over the normal one. The standard error is
 * never taken smaller than what the rounds alone make it, because a few blocks may agree by chance.
 */
final class BootstrapInterval {

    private static final int RESAMPLES = 2000;
    /** Medians of resampled rounds that are made for each block beforehand, to draw from. */
    private static final int MEDIANS_PER_BLOCK = 64;

    private static final double TAIL = 0.025;
    private static final double NORMAL = new NormalDistribution().inverseCumulativeProbability(1 - TAIL);

    private BootstrapInterval() {}

    /**
     * The interval of a ratio.
     *
     * @param blocks log-ratios of the rounds of each block; at least two blocks, none without a round
     */
    static LatencyRatio of(List<double[]> blocks, RandomKey key) {
        RandomGenerator random = key.generator();
        double[] medians =
                blocks.stream().mapToDouble(BootstrapInterval::median).toArray();
        List<double[]> resampled =
                blocks.stream().map(rounds -> resampledMedians(rounds, random)).toList();
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            means[i] = resampledMean(resampled, random);
        }
        Arrays.sort(means);
        double mean = StatUtils.mean(medians);
        double factor = factor(medians, resampled, means);
        double below = Math.max(0, mean - means[(int) (TAIL * RESAMPLES)]);
        double above = Math.max(0, means[(int) ((1 - TAIL) * RESAMPLES)] - mean);
        int rounds = blocks.stream().mapToInt(block -> block.length).sum();
        return new LatencyRatio(
                Math.exp(mean), Math.exp(mean - factor * below), Math.exp(mean + factor * above), rounds);
    }

    /** Middle value, or mean of the two middle ones. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double factor(double[] medians, List<double[]> resampled, double... means) {
        double spread = Math.sqrt(StatUtils.populationVariance(means));
        if (spread == 0) {
            return 0;
        }
        int blocks = medians.length;
        double ofRounds =
                resampled.stream().mapToDouble(StatUtils::variance).average().orElseThrow();
        double standardError = Math.sqrt(Math.max(StatUtils.variance(medians), ofRounds) / blocks);
        double student = new TDistribution(null, blocks - 1).inverseCumulativeProbability(1 - TAIL);
        return student / NORMAL * standardError / spread;
    }

    private static double resampledMean(List<double[]> medians, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < medians.size(); i++) {
            sum += medians.get(random.nextInt(medians.size()))[random.nextInt(MEDIANS_PER_BLOCK)];
        }
        return sum / medians.size();
    }

    private static double[] resampledMedians(double[] rounds, RandomGenerator random) {
        double[] medians = new double[MEDIANS_PER_BLOCK];
        double[] drawn = new double[rounds.length];
        for (int i = 0; i < medians.length; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = rounds[random.nextInt(rounds.length)];
            }
            medians[i] = median(drawn);
        }
        return medians;
    }
}
