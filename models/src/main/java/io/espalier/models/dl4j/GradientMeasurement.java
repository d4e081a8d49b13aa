package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runs batches through a network with frozen batch norm and adds up what {@link GradientStatistics} holds. Mutable, for one use. */
final class GradientMeasurement {

    private final NetworkGraph graph;
    private final NetworkGraph frozen;
    private final Map<String, double[]> absolute = new LinkedHashMap<>();
    private final Map<String, double[]> taylor = new HashMap<>();

    GradientMeasurement(NetworkGraph graph) {
        this.graph = graph;
        this.frozen = FrozenBatchNorm.replacedIn(graph);
        for (Node node : graph.nodes()) {
            if (!node.parameters().isEmpty()) {
                int channels = graph.shape(node.name()).channels();
                absolute.put(node.name(), new double[channels]);
                taylor.put(node.name(), new double[channels]);
            }
        }
    }

    GradientStatistics measure(ImageSet images, Normalisation normalisation, int batchSize) {
        TrainingSettings plain =
                TrainingSettings.DEFAULTS.withBatchSize(batchSize).withAugmentation(TrainingSettings.Augmentation.NONE);
        BatchSource batches = new BatchSource(images, normalisation, plain, TrainingNetwork.LAYOUT);
        ComputationGraph network = TrainingNetwork.of(frozen, new NoOp(), 0).network();
        int[] order = IntStream.range(0, images.size()).toArray();
        int count = batches.batchesPerEpoch();
        try {
            for (int number = 0; number < count; number++) {
                add(gradients(network, batches.batch(order, 1, number)), count);
            }
        } finally {
            Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        }
        Map<String, GradientStatistics.ChannelStatistics> nodes = new LinkedHashMap<>();
        absolute.forEach((name, values) ->
                nodes.put(name, new GradientStatistics.ChannelStatistics(list(values), list(at(taylor, name)))));
        return new GradientStatistics(nodes);
    }

    /** Gradients of the mean loss of a batch by the frozen graph's parameter names, in our layout. */
    Map<String, INDArray> gradients(ComputationGraph network, BatchSource.Batch batch) {
        network.setInputs(batch.images());
        network.setLabels(batch.targets());
        network.computeGradientAndScore();
        Map<String, INDArray> theirs = network.gradient().gradientForVariable();
        Map<String, INDArray> ours = new HashMap<>();
        for (Node node : frozen.nodes()) {
            for (String role : node.operator().parameterShapes().keySet()) {
                INDArray sum = at(theirs, node.name() + "_" + ParameterMapping.key(role));
                // DL4J's gradient is the sum over the batch; its updater divides.
                INDArray mean = ParameterMapping.fromDl4j(node, role, sum)
                        .divi(batch.labels().size());
                ours.put(node.parameter(role), mean);
            }
        }
        return ours;
    }

    private void add(Map<String, INDArray> gradients, int batches) {
        absolute.forEach((name, sums) -> {
            Node node = graph.node(name);
            float[][] terms = node.operator() instanceof Operator.BatchNorm norm
                    ? normTerms(node, norm, gradients)
                    : weightTerms(node, gradients);
            double[] taylorSums = at(taylor, name);
            for (int channel = 0; channel < sums.length; channel++) {
                sums[channel] += terms[0][channel] / batches;
                taylorSums[channel] += Math.abs(terms[1][channel]) / batches;
            }
        });
    }

    /** Per channel the mean of |g| and the sum of w * g. */
    private float[][] weightTerms(Node node, Map<String, INDArray> gradients) {
        INDArray weight = graph.parameter(node, Roles.WEIGHT);
        INDArray gradient = at(gradients, node.parameter(Roles.WEIGHT));
        long channels = weight.size(0);
        long each = weight.length() / channels;
        INDArray flat = gradient.reshape('c', channels, each);
        INDArray products = weight.reshape('c', channels, each).mul(flat);
        return new float[][] {
            flat.norm1(1).divi(each).toFloatVector(), products.sum(1).toFloatVector()
        };
    }

    /** The same for batch norm, by the chain rule from factor and constant back to scale and shift. */
    private float[][] normTerms(Node node, Operator.BatchNorm norm, Map<String, INDArray> gradients) {
        INDArray byFactor = at(gradients, frozen.node(node.name()).parameter(Roles.WEIGHT));
        INDArray byConstant = at(gradients, frozen.node(node.name()).parameter(Roles.BIAS));
        INDArray diagonal =
                byFactor.rank() == 2 ? Nd4j.diag(byFactor) : byFactor.reshape('c', new long[] {norm.channels()});
        INDArray byScale = diagonal.sub(byConstant.mul(graph.parameter(node, Roles.MEAN)))
                .muli(FrozenBatchNorm.inverseDeviation(graph, node, norm));
        INDArray products = graph.parameter(node, Roles.SCALE)
                .mul(byScale)
                .addi(graph.parameter(node, Roles.SHIFT).mul(byConstant));
        return new float[][] {Transforms.abs(byScale).toFloatVector(), products.toFloatVector()};
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }

    private static <T> T at(Map<String, T> map, String key) {
        T value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("no entry '" + key + "' in " + map.keySet());
        }
        return value;
    }
}
