package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.random.RandomKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What reconstruction needs to know of the data: for every convolution, transposed convolution and dense layer that may lose inputs the second
 * moments of its input patches, collected in one pass through the unpruned network. The products with the layer's outputs need not be
 * collected, because the outputs are the patches times the weights. It takes 4 bytes times the square of the features a layer (85 MB for
 * 4,608, a 3x3 convolution of 512 channels), and twice that again for the inverses that a {@link Reconstructor} makes of narrow layers.
 */
public final class GramStatistics {

    /**
     * Output positions read per image and convolution, as in He et al. 2017 ("Channel Pruning for Accelerating Very Deep Neural Networks",
     * section 4).
     */
    public static final int POSITIONS_PER_IMAGE = 10;

    /**
     * Calibration images that are enough for networks of the zoo: accuracies with 500 and with 2,000 images differed by 0.0003
     * (docs/adr/0004-gram-reconstruction.md); dense layers get one row per image, so a wide one wants more than 500.
     */
    public static final int IMAGES = 1_000;

    private final NetworkGraph graph;
    private final Map<String, Moments> moments;

    private GramStatistics(NetworkGraph graph, Map<String, Moments> moments) {
        this.graph = graph;
        this.moments = moments;
    }

    /** The tensors that an {@link ActivationSource} must show: the inputs of all layers, without the network's own input. */
    public static List<String> tensors(NetworkGraph graph) {
        return losing(graph)
                .map(node -> node.inputs().get(0))
                .filter(tensor -> !tensor.equals(graph.input().name()))
                .distinct()
                .toList();
    }

    /**
     * Passes the images through the network, once.
     *
     * @param graph the unpruned network
     * @param source runs this network
     * @param batches of images {@code [count, channels, height, width]}; how they are divided makes no difference
     * @param positionsPerImage output positions read per image and convolution, at least 1; drawn without repetition by the key, the layer
     *     and the image's number
     * @throws IllegalArgumentException if there is no image, a tensor is missing, or one holds a value that is not finite
     */
    public static GramStatistics collect(
            NetworkGraph graph,
            ActivationSource source,
            Iterator<INDArray> batches,
            int positionsPerImage,
            RandomKey key) {
        if (!(positionsPerImage >= 1)) {
            throw new IllegalArgumentException("positionsPerImage must be at least 1: " + positionsPerImage);
        }
        List<Layer> layers = losing(graph)
                .flatMap(node -> PatchReader.of(graph, node).stream()
                        .map(reader -> new Layer(node, reader, new Moments(reader.features()))))
                .toList();
        long images = 0;
        while (batches.hasNext()) {
            INDArray batch = batches.next();
            Map<String, INDArray> activations = source.activations(batch);
            Pass pass = new Pass(images, positionsPerImage, key);
            // Each layer has sums of its own, so the order in which layers are served does not matter.
            IntStream.range(0, layers.size()).parallel().forEach(number -> {
                Layer layer = layers.get(number);
                pass.add(layer, number, inputOf(graph, layer.node(), batch, activations));
            });
            images += batch.size(0);
        }
        if (!(images > 0)) {
            throw new IllegalArgumentException("batches must hold at least one image: 0");
        }
        Map<String, Moments> moments = new LinkedHashMap<>();
        layers.forEach(layer -> moments.put(layer.node().name(), layer.moments().finish()));
        return new GramStatistics(graph, moments);
    }

    /** The unpruned network. */
    NetworkGraph graph() {
        return graph;
    }

    /** The moments of a layer; empty if the node is not one that can be reconstructed. */
    Optional<Moments> of(String layer) {
        return Optional.ofNullable(moments.get(layer));
    }

    /** One layer on its way through the data. */
    private record Layer(Node node, PatchReader reader, Moments moments) {}

    /** The layers that lose inputs when channels go; what the others see is not asked for. */
    private static Stream<Node> losing(NetworkGraph graph) {
        Set<String> names = Coupling.groups(graph).stream()
                .flatMap(group -> group.members().stream())
                .filter(member -> member.axis() == Axis.IN)
                .map(ChannelGroup.Member::node)
                .collect(Collectors.toSet());
        return graph.nodes().stream()
                .filter(node -> names.contains(node.name()))
                .filter(node -> PatchReader.of(graph, node).isPresent());
    }

    private static INDArray inputOf(NetworkGraph graph, Node node, INDArray batch, Map<String, INDArray> activations) {
        String tensor = node.inputs().get(0);
        return tensor.equals(graph.input().name()) ? batch : required(activations, tensor);
    }

    private static <V> V required(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("activations must have the tensor '" + name + "'");
        }
        return value;
    }

    /** One batch on its way through the sums. */
    private record Pass(long firstImage, int positionsPerImage, RandomKey key) {

        void add(Layer layer, int number, INDArray input) {
            float[] values = FloatArray.copyOf(input).values();
            for (int image = 0; image < input.size(0); image++) {
                for (int position : layer.reader()
                        .drawPositions(
                                positionsPerImage,
                                key.at(number, firstImage + image).generator())) {
                    double[] row = layer.moments().next();
                    layer.reader().read(values, image, position, row);
                    requireFinite(layer.node(), row);
                    layer.moments().added();
                }
            }
        }

        private static void requireFinite(Node node, double... row) {
            double sum = 0;
            for (double value : row) {
                sum += value;
            }
            if (!Double.isFinite(sum)) {
                throw new IllegalArgumentException("activations must be finite: input of node '" + node.name() + "'");
            }
        }
    }
}
