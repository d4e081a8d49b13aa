package io.espalier.models.profile;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.reconstruction.ActivationSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What flows through the channels of a network: of every tensor that a layer reads a group's channels from, and of every gate that
 * multiplies a group's channels. That a unit is looked at where it is read, and not where a convolution makes it, puts batch norm,
 * activation and pooling in between.
 *
 * @param tensors tensor name to the channels along its channel axis
 */
public record ActivationStatistics(Map<String, List<ChannelActivation>> tensors) {

    /**
     * One channel over all images and positions.
     *
     * @param mean of the values
     * @param meanAbsolute of their absolute values
     * @param meanSquare of their squares
     * @param zeroShare share of the values that are exactly 0, in [0, 1]
     * @param attentionShift mean over images of how far the spatial attention map moves when the channel goes, in [0, sqrt(2)]. The map is
     *     the sum of squares over channels, divided by its Euclidean norm (Zagoruyko and Komodakis 2017, "Paying More Attention to
     *     Attention", section 3.1 with p = 2), and the distance is the one that attention transfer minimises (equation 2). 0 for tensors of
     *     one position, whose map cannot move
     */
    public record ChannelActivation(
            double mean, double meanAbsolute, double meanSquare, double zeroShare, double attentionShift) {}

    public ActivationStatistics {
        Map<String, List<ChannelActivation>> copy = new LinkedHashMap<>();
        tensors.forEach((name, channels) -> copy.put(name, List.copyOf(channels)));
        tensors = Collections.unmodifiableMap(copy);
    }

    /** The tensors that an {@link ActivationSource} must show. */
    public static List<String> tensors(NetworkGraph graph, List<ChannelGroup> groups) {
        return ChannelProbe.of(graph, groups).stream().map(ChannelProbe::tensor).toList();
    }

    /**
     * Passes the images through the network, once.
     *
     * @param graph the unpruned network
     * @param groups of this network, as {@code Coupling} finds them
     * @param source runs this network and shows at least {@link #tensors(NetworkGraph, List)}
     * @param batches of images {@code [count, channels, height, width]}; how they are divided makes no difference
     * @throws IllegalArgumentException if there is no image, a tensor is missing, or one holds a value that is not finite
     */
    public static ActivationStatistics collect(
            NetworkGraph graph, List<ChannelGroup> groups, ActivationSource source, Iterator<INDArray> batches) {
        List<ChannelSums> sums =
                ChannelProbe.of(graph, groups).stream().map(ChannelSums::new).toList();
        long images = 0;
        while (batches.hasNext()) {
            INDArray batch = batches.next();
            Map<String, INDArray> activations = source.activations(batch);
            sums.forEach(sum -> sum.add(activations));
            images += batch.size(0);
        }
        if (!(images > 0)) {
            throw new IllegalArgumentException("batches must hold at least one image: 0");
        }
        Map<String, List<ChannelActivation>> tensors = new LinkedHashMap<>();
        sums.forEach(sum -> tensors.put(sum.probe().tensor(), sum.means()));
        return new ActivationStatistics(tensors);
    }

    /**
     * The channels of a tensor.
     *
     * @throws IllegalArgumentException if it was not looked at
     */
    public List<ChannelActivation> channels(String tensor) {
        List<ChannelActivation> channels = tensors.get(tensor);
        if (channels == null) {
            throw new IllegalArgumentException("tensor must be one of %s: '%s'".formatted(tensors.keySet(), tensor));
        }
        return channels;
    }
}
