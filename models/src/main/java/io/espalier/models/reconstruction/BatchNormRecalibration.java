package io.espalier.models.reconstruction;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Means and variances of all batch norms of a network estimated anew from images, as is done after pruning or averaging weights (Li et al.
 * 2020, "EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning"). In one pass: while it runs, every norm uses the
 * statistics of the batch at hand, so that what it hands on is what the layers behind will see.
 */
public final class BatchNormRecalibration {

    private final List<Node> norms;
    private final Map<String, Channels> sums = new LinkedHashMap<>();
    private long images;

    private BatchNormRecalibration(List<Node> norms) {
        this.norms = norms;
    }

    /**
     * The network with new statistics. Norms that share parameters with others keep theirs.
     *
     * @param batches of images {@code [count, channels, height, width]}, normalised. One batch that holds all of them gives exactly the
     *     statistics of what each norm reads afterwards; with several, a norm behind another sees inputs that were normalised batch by
     *     batch, so let them hold some hundred images
     * @return the network itself if there is nothing to recalibrate
     * @throws IllegalArgumentException if there is no image, or a norm reads a value that is not finite
     */
    public static NetworkGraph of(NetworkGraph network, Iterator<INDArray> batches) {
        SharedParameters shared = SharedParameters.of(network);
        List<Node> norms = network.nodes().stream()
                .filter(node -> node.operator() instanceof Operator.BatchNorm)
                .filter(node -> !shared.touch(node))
                .toList();
        if (norms.isEmpty()) {
            return network;
        }
        BatchNormRecalibration recalibration = new BatchNormRecalibration(norms);
        byte[] model = new BatchStatisticsModel(network, norms).toBytes();
        try (OnnxEngine engine = OnnxEngine.open(model, EngineSettings.DEFAULTS)) {
            while (batches.hasNext()) {
                INDArray batch = batches.next();
                recalibration.add(engine.outputs(batch), batch.size(0));
            }
        }
        return network.withParameters(network.parameters().withValues(recalibration.statistics()));
    }

    /** Sums over images for the channels of one norm. */
    private static final class Channels {

        private final double[] means;
        private final double[] squares;

        Channels(int count) {
            this.means = new double[count];
            this.squares = new double[count];
        }

        void add(float[] mean, float[] variance, long count) {
            for (int i = 0; i < means.length; i++) {
                means[i] += (double) mean[i] * count;
                squares[i] += (variance[i] + (double) mean[i] * mean[i]) * count;
            }
        }
    }

    private void add(Map<String, INDArray> outputs, long count) {
        for (Node norm : norms) {
            int channels = ((Operator.BatchNorm) norm.operator()).channels();
            sums.computeIfAbsent(norm.name(), name -> new Channels(channels))
                    .add(
                            required(outputs, BatchStatisticsModel.mean(norm)),
                            required(outputs, BatchStatisticsModel.variance(norm)),
                            count);
        }
        images += count;
    }

    private static float[] required(Map<String, INDArray> outputs, String name) {
        INDArray array = outputs.get(name);
        if (array == null) {
            throw new IllegalStateException("the model must have the output '" + name + "'");
        }
        return FloatArray.copyOf(array).values();
    }

    private Map<String, FloatArray> statistics() {
        if (!(images > 0)) {
            throw new IllegalArgumentException("batches must hold at least one image: 0");
        }
        Map<String, FloatArray> statistics = new LinkedHashMap<>();
        for (Node norm : norms) {
            Channels channels = sums.getOrDefault(norm.name(), new Channels(0));
            float[] means = new float[channels.means.length];
            float[] variances = new float[means.length];
            for (int i = 0; i < means.length; i++) {
                double mean = channels.means[i] / images;
                means[i] = (float) mean;
                variances[i] = (float) Math.max(0, channels.squares[i] / images - mean * mean);
                if (!Float.isFinite(means[i] + variances[i])) {
                    throw new IllegalArgumentException(
                            "activations must be finite: input of node '" + norm.name() + "'");
                }
            }
            statistics.put(norm.parameter(Roles.MEAN), FloatArray.of(means, List.of(means.length)));
            statistics.put(norm.parameter(Roles.VARIANCE), FloatArray.of(variances, List.of(means.length)));
        }
        return statistics;
    }
}
