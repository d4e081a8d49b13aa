package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.profile.GradientStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runs batches through a network with frozen batch norm and adds up what {@link GradientStatistics} holds. Mutable, for one use. */
public final class GradientMeasurement {

    private final NetworkGraph graph;
    private final NetworkGraph frozen;
    private final FoldedBatchNorm folded;
    private final ComputationGraph network;
    private final Map<String, Sums> sums = new LinkedHashMap<>();

    GradientMeasurement(NetworkGraph graph) {
        this.graph = graph;
        this.frozen = FrozenBatchNorm.replacedIn(LogitsNetwork.of(graph));
        this.folded = FoldedBatchNorm.of(
                frozen,
                graph.nodes().stream()
                        .filter(node -> node.operator() instanceof Operator.BatchNorm)
                        .map(Node::name)
                        .collect(Collectors.toSet()));
        this.network = TrainingNetwork.of(folded.graph(), new NoOp(), 0).network();
        for (Node node : graph.nodes()) {
            if (ParameterMapping.isTrained(node)) {
                sums.put(node.name(), new Sums(graph.shape(node.name()).channels()));
            }
        }
    }

    /**
     * Measures on images as they are, without augmentation, in their order.
     *
     * @param images of the shape of the network's input; what does not fill a last batch is left out
     * @param batchSize images a batch, in [1, images]; 1 for the Fisher information, more for speed
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

    private GradientStatistics measure(ImageSet images, Normalisation normalisation, int batchSize) {
        TrainingSettings plain =
                TrainingSettings.DEFAULTS.withBatchSize(batchSize).withAugmentation(TrainingSettings.Augmentation.NONE);
        BatchSource batches = new BatchSource(images, normalisation, plain, TrainingNetwork.LAYOUT);
        int[] order = IntStream.range(0, images.size()).toArray();
        int count = batches.batchesPerEpoch();
        try {
            for (int number = 0; number < count; number++) {
                add(gradients(batches.batch(order, 1, number)), count);
            }
        } finally {
            Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        }
        Map<String, GradientStatistics.ChannelStatistics> nodes = new LinkedHashMap<>();
        sums.forEach((name, sum) -> nodes.put(name, sum.mean()));
        return new GradientStatistics(nodes);
    }

    /** What one batch says about each channel of a node. */
    private record Terms(INDArray absoluteGradient, INDArray taylor, INDArray squares) {}

    /** Means over batches in the making. */
    private static final class Sums {

        private final double[] absolute;
        private final double[] taylor;
        private final double[] squaredTaylor;
        private final double[] fisher;

        Sums(int channels) {
            this.absolute = new double[channels];
            this.taylor = new double[channels];
            this.squaredTaylor = new double[channels];
            this.fisher = new double[channels];
        }

        void add(Terms terms, int batches) {
            float[] gradients = terms.absoluteGradient().toFloatVector();
            float[] changes = terms.taylor().toFloatVector();
            float[] squares = terms.squares().toFloatVector();
            for (int channel = 0; channel < absolute.length; channel++) {
                absolute[channel] += gradients[channel] / batches;
                taylor[channel] += Math.abs(changes[channel]) / batches;
                squaredTaylor[channel] += (double) changes[channel] * changes[channel] / batches;
                fisher[channel] += (double) squares[channel] / batches;
            }
        }

        GradientStatistics.ChannelStatistics mean() {
            return new GradientStatistics.ChannelStatistics(
                    list(absolute), list(taylor), list(squaredTaylor), list(fisher));
        }

        private static List<Double> list(double... values) {
            return DoubleStream.of(values).boxed().toList();
        }
    }

    /** Gradients of the mean loss of a batch by the frozen graph's parameter names, in our layout. */
    Map<String, INDArray> gradients(BatchSource.Batch batch) {
        network.setInputs(batch.images());
        network.setLabels(batch.targets());
        network.computeGradientAndScore();
        Map<String, INDArray> theirs = network.gradient().gradientForVariable();
        Map<String, INDArray> ours = new HashMap<>();
        folded.graph().nodes().stream().filter(ParameterMapping::isTrained).forEach(node -> {
            for (String role : node.operator().parameterShapes().keySet()) {
                List<INDArray> sums = ParameterMapping.layers(node).stream()
                        .map(layer -> at(theirs, layer + "_" + ParameterMapping.key(role)))
                        .toList();
                // DL4J's gradient is the sum over the batch; its updater divides.
                INDArray mean = ParameterMapping.fromDl4j(node.operator(), role, sums)
                        .divi(batch.labels().size());
                ours.put(node.parameter(role), mean);
            }
        });
        return folded.unfolded(ours);
    }

    /** Nodes that only other outputs need keep gradients of 0. */
    private void add(Map<String, INDArray> gradients, int batches) {
        Set<String> reached = frozen.nodes().stream().map(Node::name).collect(Collectors.toSet());
        sums.forEach((name, sum) -> {
            if (!reached.contains(name)) {
                return;
            }
            Node node = graph.node(name);
            sum.add(
                    node.operator() instanceof Operator.BatchNorm norm
                            ? normTerms(node, norm, gradients)
                            : weightTerms(node, gradients),
                    batches);
        });
    }

    private Terms weightTerms(Node node, Map<String, INDArray> gradients) {
        INDArray weight = graph.parameter(node, Roles.WEIGHT);
        INDArray gradient = at(gradients, node.parameter(Roles.WEIGHT));
        long channels = weight.size(0);
        long each = weight.length() / channels;
        INDArray flat = gradient.reshape('c', channels, each);
        INDArray products = weight.reshape('c', channels, each).mul(flat);
        return new Terms(
                flat.norm1(1).divi(each),
                products.sum(1),
                products.mul(products).sum(1));
    }

    /** The same for batch norm, by the chain rule from factor and constant back to scale and shift. */
    private Terms normTerms(Node node, Operator.BatchNorm norm, Map<String, INDArray> gradients) {
        INDArray byFactor = at(gradients, frozen.node(node.name()).parameter(Roles.WEIGHT));
        INDArray byConstant = at(gradients, frozen.node(node.name()).parameter(Roles.BIAS));
        INDArray diagonal =
                byFactor.rank() == 2 ? Nd4j.diag(byFactor) : byFactor.reshape('c', new long[] {norm.channels()});
        INDArray byScale = diagonal.sub(byConstant.mul(graph.parameter(node, Roles.MEAN)))
                .muli(FrozenBatchNorm.inverseDeviation(graph, node, norm));
        INDArray ofScale = graph.parameter(node, Roles.SCALE).mul(byScale);
        INDArray ofShift = graph.parameter(node, Roles.SHIFT).mul(byConstant);
        return new Terms(
                Transforms.abs(byScale),
                ofScale.add(ofShift),
                ofScale.mul(ofScale).addi(ofShift.mul(ofShift)));
    }

    private static <T> T at(Map<String, T> map, String key) {
        T value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("no entry '" + key + "' in " + map.keySet());
        }
        return value;
    }
}
