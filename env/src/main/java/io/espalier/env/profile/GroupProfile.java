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
        WeightStatistics weights,
        Gradients gradients,
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

    /**
     * Loss gradients on training images.
     *
     * @param meanAbsolute mean of |dL/dw| over the weights that make the group's channels
     * @param taylor mean over the group's units of the first-order change of the loss if the unit were removed
     */
    public record Gradients(double meanAbsolute, double taylor) {}

    /**
     * What happens when the group alone is pruned.
     *
     * @param ratios removed shares that were tried
     * @param accuracyDrops accuracy lost at each, on the search split; negative if it rose
     */
    public record Sensitivity(List<Double> ratios, List<Double> accuracyDrops) {

        public Sensitivity {
            ratios = List.copyOf(ratios);
            accuracyDrops = List.copyOf(accuracyDrops);
            if (ratios.size() != accuracyDrops.size()) {
                throw new IllegalArgumentException(
                        "accuracyDrops must have one value a ratio: " + ratios + ", " + accuracyDrops);
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
