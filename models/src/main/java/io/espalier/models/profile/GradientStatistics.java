package io.espalier.models.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the loss reacts to each output channel of each node with weights or batch-norm scales.
 *
 * <p>The loss is the mean softmax cross entropy of a batch. <em>Batch norm is in inference mode.</em> Candidates are judged with fixed
 * statistics, and in training mode the first-order term would vanish: there a batch norm undoes any factor on the weights before it, so
 * that {@code sum over w of w * dL/dw = 0} for every channel of a convolution that it follows (Euler, on a function of degree 0).
 *
 * @param nodes node name to its channels, in topological order: convolutions, dense layers and batch norms
 */
public record GradientStatistics(Map<String, ChannelStatistics> nodes) {

    /**
     * One value per output channel, all at least 0. The weights {@code w} of a batch norm's channel are its scale and its shift.
     *
     * @param meanAbsoluteGradient mean over batches and over the channel's weights of {@code |dL/dw|}; for batch norm of
     *     {@code |dL/dscale|}
     * @param taylor mean over batches of {@code |sum over the channel's weights of w * dL/dw|}, the first-order change of the loss when
     *     the channel's weights become 0 (Molchanov et al. 2017, "Pruning Convolutional Neural Networks for Resource Efficient Inference",
     *     section 2.2, there on activations); for batch norm of {@code |scale * dL/dscale + shift * dL/dshift|}
     * @param squaredTaylor mean over batches of the square of that sum (Molchanov et al. 2019, "Importance Estimation for Neural Network
     *     Pruning", section 3.1; for batch norm its gate, section 3.2)
     * @param fisher mean over batches of {@code sum over the channel's weights of (w * dL/dw)^2}: the weights' squares times the diagonal
     *     of the empirical Fisher information if a batch is one image; with larger batches it measures the mean gradients of batches
     */
    public record ChannelStatistics(
            List<Double> meanAbsoluteGradient, List<Double> taylor, List<Double> squaredTaylor, List<Double> fisher) {

        /** @throws IllegalArgumentException if the lists differ in length */
        public ChannelStatistics {
            meanAbsoluteGradient = List.copyOf(meanAbsoluteGradient);
            taylor = List.copyOf(taylor);
            squaredTaylor = List.copyOf(squaredTaylor);
            fisher = List.copyOf(fisher);
            for (List<Double> values : List.of(taylor, squaredTaylor, fisher)) {
                if (values.size() != meanAbsoluteGradient.size()) {
                    throw new IllegalArgumentException("channel statistics must have one value a channel: %d, %d"
                            .formatted(meanAbsoluteGradient.size(), values.size()));
                }
            }
        }
    }

    public GradientStatistics {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    }

    /**
     * The channels of a node.
     *
     * @throws IllegalArgumentException if the node was not measured
     */
    public ChannelStatistics channels(String node) {
        ChannelStatistics channels = nodes.get(node);
        if (channels == null) {
            throw new IllegalArgumentException("node must be one of %s: '%s'".formatted(nodes.keySet(), node));
        }
        return channels;
    }
}
