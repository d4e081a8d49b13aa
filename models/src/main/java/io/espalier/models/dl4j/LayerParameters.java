package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Parameters of layers of DL4J by role, in our layout. */
final class LayerParameters {

    private LayerParameters() {}

    /** Of a layer that computes what the operator does. */
    static Map<String, INDArray> of(Operator operator, Layer trained) {
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        for (String role : operator.parameterShapes().keySet()) {
            INDArray theirs = trained.getParam(ParameterMapping.key(role));
            parameters.put(role, ParameterMapping.fromDl4j(operator, role, List.of(theirs)));
        }
        return parameters;
    }

    /**
     * Of a dense layer.
     *
     * @param channelsLast shape of the image whose pixels it reads with their channels together; ours are read channel by channel
     */
    static Map<String, INDArray> of(Operator.Dense dense, Layer trained, Optional<TensorShape> channelsLast) {
        Map<String, INDArray> parameters = of(dense, trained);
        channelsLast.ifPresent(
                image -> parameters.computeIfPresent(Roles.WEIGHT, (role, weight) -> channelsFirst(weight, image)));
        return parameters;
    }

    /** Columns of a dense weight {@code [out, h * w * c]} in the order {@code [c * h * w]}. */
    static INDArray channelsFirst(INDArray weight, TensorShape image) {
        return weight.reshape('c', weight.size(0), image.height(), image.width(), image.channels())
                .permute(0, 3, 1, 2)
                .dup('c')
                .reshape('c', weight.size(0), weight.size(1));
    }

    /** Of a batch norm, also one that fixes scale and shift, or keeps the logarithm of the deviation instead of the variance. */
    static Map<String, INDArray> of(BatchNormalization norm, Layer trained) {
        long channels = norm.getNOut();
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        parameters.put(
                Roles.SCALE,
                norm.isLockGammaBeta()
                        ? Nd4j.valueArrayOf(new long[] {channels}, (float) norm.getGamma())
                        : vector(trained, Roles.SCALE));
        parameters.put(
                Roles.SHIFT,
                norm.isLockGammaBeta()
                        ? Nd4j.valueArrayOf(new long[] {channels}, (float) norm.getBeta())
                        : vector(trained, Roles.SHIFT));
        parameters.put(Roles.MEAN, vector(trained, Roles.MEAN));
        parameters.put(Roles.VARIANCE, norm.isUseLogStd() ? variance(trained) : vector(trained, Roles.VARIANCE));
        return parameters;
    }

    private static INDArray variance(Layer trained) {
        INDArray logarithms = trained.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
        INDArray deviations = Transforms.pow(
                Nd4j.valueArrayOf(new long[] {logarithms.length()}, 10.0f),
                logarithms.dup('c').reshape(logarithms.length()));
        return deviations.mul(deviations);
    }

    private static INDArray vector(Layer trained, String role) {
        INDArray theirs = trained.getParam(ParameterMapping.key(role));
        return theirs.dup('c').reshape('c', new long[] {theirs.length()});
    }
}
