package io.espalier.env.profile;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.profile.WeightStatistics;
import java.util.List;

/**
 * What is known of a group before the search, in natural units.
 *
 * @param macsShare share of the network's MACs in layers that read or write the group, in [0, 1]
 * @param parametersShare the same for parameters
 */
public record GroupProfile(
        ChannelGroup group,
        Geometry geometry,
        double macsShare,
        double parametersShare,
        Statistics statistics,
        Sensitivity sensitivity,
        Latency latency) {

    /**
     * The layer that makes the group's channels first.
     *
     * @param inChannels channels that it reads
     * @param positions height x width of its output
     * @param kernelTaps height x width of its kernel; 1 for a dense layer
     * @param layers how many layers read or write the group
     */
    public record Geometry(int inChannels, int positions, int kernelTaps, int layers) {}

    /** What was measured without pruning anything. */
    public record Statistics(
            WeightStatistics weights, Gradients gradients, Activation activation, Redundancy redundancy) {}

    /**
     * Loss gradients on training images.
     *
     * @param meanAbsolute mean of |dL/dw| over the weights that make the group's channels
     * @param taylor mean over the group's units of the first-order change of the loss if the unit were removed
     * @param fisher mean over the group's units of the sum of (w dL/dw)^2 over the unit's weights
     * @param spread of the units' Taylor terms: standard deviation / mean, at least 0; large if few units matter
     */
    public record Gradients(double meanAbsolute, double taylor, double fisher, double spread) {

        /** Of a network that cannot be trained. */
        public static final Gradients UNKNOWN = new Gradients(0, 0, 0, 0);
    }

    /**
     * What flows through the group's units where layers read them, on training images.
     *
     * @param meanAbsolute mean of the values' sizes
     * @param zeroShare share of the values that are exactly 0, in [0, 1] (APoZ of Hu et al. 2016, "Network Trimming")
     * @param spread of the units' mean sizes: standard deviation / mean, at least 0
     */
    public record Activation(double meanAbsolute, double zeroShare, double spread) {

        /** Of a group that no layer reads. */
        public static final Activation UNKNOWN = new Activation(0, 0, 0);
    }

    /**
     * Share of the units' variance outside of their strongest directions, on training images; in [0, 1], small if units say the same.
     *
     * @param outsideQuarter outside of the strongest quarter
     * @param outsideHalf outside of the strongest half
     */
    public record Redundancy(double outsideQuarter, double outsideHalf) {

        /** Of a group that no layer with moments reads. */
        public static final Redundancy UNKNOWN = new Redundancy(0, 0);
    }

    /**
     * What happens when the group alone is pruned.
     *
     * @param ratios removed shares that were tried
     * @param accuracyDrops accuracy lost at each, on the search split; negative if it rose
     * @param expectedDrops what {@link LossScale} makes of the losses at each, in units of accuracy
     */
    public record Sensitivity(List<Double> ratios, List<Double> accuracyDrops, List<Double> expectedDrops) {

        public Sensitivity {
            ratios = List.copyOf(ratios);
            accuracyDrops = List.copyOf(accuracyDrops);
            expectedDrops = List.copyOf(expectedDrops);
            if (ratios.size() != accuracyDrops.size() || ratios.size() != expectedDrops.size()) {
                throw new IllegalArgumentException("accuracyDrops and expectedDrops must have one value a ratio: "
                        + ratios + ", " + accuracyDrops + ", " + expectedDrops);
            }
        }
    }

    /**
     * Predicted time with this group alone pruned.
     *
     * @param share of the unpruned network's time that goes when half of the group goes
     * @param slope the most time that goes per removed share of the group when little of it goes
     */
    public record Latency(double share, double slope) {

        /** Where nothing predicts. */
        public static final Latency UNKNOWN = new Latency(0, 0);
    }
}
