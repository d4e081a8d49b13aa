package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the loss reacts to each output channel of each node with parameters.
 *
 * <p>The loss is the mean softmax cross entropy of a batch. <em>Batch norm is in inference mode.</em> Candidates are judged with fixed
 * statistics, and in training mode the first-order term would vanish: there a batch norm undoes any factor on the weights before it, so
 * that {@code sum over w of w * dL/dw = 0} for every channel of a convolution that it follows (Euler, on a function of degree 0).
 *
 * @param nodes node name to its channels, in topological order: convolutions, dense layers and batch norms
 */
public record GradientStatistics(Map<String, ChannelStatistics> nodes) {

    /**
     * One value per output channel, all at least 0.
     *
     * @param meanAbsoluteGradient mean over batches and over the channel's weights of {@code |dL/dw|}; for batch norm of
     *     {@code |dL/dscale|}
     * @param taylor mean over batches of {@code |sum over the channel's weights of w * dL/dw|}, the first-order change of the loss when
     *     the channel's weights become 0 (Molchanov et al. 2017, "Pruning Convolutional Neural Networks for Resource Efficient Inference",
     *     section 2.2, there on activations; 2019, "Importance Estimation for Neural Network Pruning", section 3.1, there squared); for
     *     batch norm of {@code |scale * dL/dscale + shift * dL/dshift|}, as its gate in section 3.2 of the latter
     */
    public record ChannelStatistics(List<Double> meanAbsoluteGradient, List<Double> taylor) {

        /** @throws IllegalArgumentException if the lists differ in length */
        public ChannelStatistics {
            meanAbsoluteGradient = List.copyOf(meanAbsoluteGradient);
            taylor = List.copyOf(taylor);
            if (meanAbsoluteGradient.size() != taylor.size()) {
                throw new IllegalArgumentException(
                        "meanAbsoluteGradient and taylor must have one value a channel: %d, %d"
                                .formatted(meanAbsoluteGradient.size(), taylor.size()));
            }
        }
    }

    public GradientStatistics {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    }

    /**
     * The channels of a node.
     *
     * @throws IllegalArgumentException if no node with parameters has this name
     */
    public ChannelStatistics channels(String node) {
        ChannelStatistics channels = nodes.get(node);
        if (channels == null) {
            throw new IllegalArgumentException("node must be one of %s: '%s'".formatted(nodes.keySet(), node));
        }
        return channels;
    }

    /**
     * Measures on images as they are, without augmentation, in their order.
     *
     * @param images of the shape of the network's input; what does not fill a last batch is left out
     * @param batchSize images a batch, in [1, images]
     * @throws IllegalArgumentException if images and network do not fit, or {@code batchSize} is out of range
     * @throws io.espalier.models.graph.UnsupportedNetworkException if DL4J has no layer for a node
     */
    public static GradientStatistics of(
            NetworkGraph graph, ImageSet images, Normalisation normalisation, int batchSize) {
        Trainer.requireFits(graph, images, normalisation);
        if (!(batchSize > 0 && batchSize <= images.size())) {
            throw new IllegalArgumentException("batchSize must be in [1, %d]: %d".formatted(images.size(), batchSize));
        }
        return new GradientMeasurement(graph).measure(images, normalisation, batchSize);
    }
}
