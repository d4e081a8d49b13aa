package io.espalier.models.reconstruction;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer of the unpruned network that can be refitted, together with the batch norms that read it.
 *
 * @param taps of its window; 1 for a dense layer
 * @param norms batch norms that read the layer and whose parameters are theirs alone
 */
record FittedLayer(Node node, int taps, LayerFit fit, List<Node> norms) {

    static FittedLayer of(NetworkGraph graph, Node node, Moments moments, List<Node> norms, boolean centred) {
        int taps =
                node.operator() instanceof Operator.Conv2d conv ? conv.window().taps() : 1;
        RowMatrix weights = transposed(graph.parameter(node, Roles.WEIGHT));
        return new FittedLayer(node, taps, new LayerFit(moments, weights, centred), norms);
    }

    /**
     * Parameters to replace in the pruned network, by name.
     *
     * @param pruned the network after surgery
     * @param inputs positions of the layer's input axis that stay
     * @param outputs positions of its output axis that stay; empty for all
     */
    Map<String, INDArray> refit(NetworkGraph pruned, List<Integer> inputs, Optional<List<Integer>> outputs) {
        int[] features = inputs.stream()
                .flatMapToInt(channel -> IntStream.range(channel * taps, (channel + 1) * taps))
                .toArray();
        int[] kept = outputs.map(
                        list -> list.stream().mapToInt(Integer::intValue).toArray())
                .orElseGet(() -> IntStream.range(0, fit.outputs()).toArray());
        LayerFit.Fitted fitted = fit.fit(features, kept);
        Map<String, INDArray> replaced = new LinkedHashMap<>();
        Node layer = pruned.node(node.name());
        replaced.put(
                layer.parameter(Roles.WEIGHT),
                transposed(
                        fitted.weights(), pruned.parameter(layer, Roles.WEIGHT).shape()));
        boolean bias = layer.has(Roles.BIAS);
        if (bias) {
            replaced.put(layer.parameter(Roles.BIAS), shifted(pruned, layer, Roles.BIAS, fitted.outputs(), -1));
        }
        for (Node norm : norms) {
            // A bias has taken up the change of the mean already.
            if (!bias) {
                replaced.put(norm.parameter(Roles.MEAN), shifted(pruned, norm, Roles.MEAN, fitted.outputs(), 1));
            }
            replaced.put(norm.parameter(Roles.VARIANCE), rescaled(pruned, norm, fitted.outputs()));
        }
        return replaced;
    }

    private static INDArray shifted(NetworkGraph pruned, Node node, String role, OutputShift outputs, int sign) {
        float[] values = pruned.parameter(node, role).data().asFloat();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] + sign * outputs.meanChange(i));
        }
        return Nd4j.createFromArray(values);
    }

    private static INDArray rescaled(NetworkGraph pruned, Node norm, OutputShift outputs) {
        float[] values = pruned.parameter(norm, Roles.VARIANCE).data().asFloat();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * outputs.varianceRatio(i));
        }
        return Nd4j.createFromArray(values);
    }

    /** {@code [outputs, ...]} to {@code [features, outputs]}. */
    static RowMatrix transposed(INDArray weight) {
        float[] values = weight.data().asFloat();
        int outputs = (int) weight.size(0);
        int features = values.length / outputs;
        RowMatrix matrix = new RowMatrix(features, outputs);
        for (int i = 0; i < values.length; i++) {
            matrix.set(i % features, i / features, values[i]);
        }
        return matrix;
    }

    private static INDArray transposed(RowMatrix weights, long[] shape) {
        int features = weights.rows();
        float[] values = new float[features * (int) shape[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights.get(i % features, i / features);
        }
        return Nd4j.createFromArray(values).reshape('c', shape.clone());
    }
}
