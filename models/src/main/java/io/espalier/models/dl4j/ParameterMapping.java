package io.espalier.models.dl4j;

import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where DL4J keeps a parameter and how it lays it out. Convolution weights are the same in both; dense weights are transposed; depthwise
 * weights are {@code [kernelHeight, kernelWidth, channels, multiplier]}; vectors are rows. Only positions change, never values.
 */
final class ParameterMapping {

    private ParameterMapping() {}

    /** DL4J's name for a role within a layer. */
    static String key(String role) {
        return switch (role) {
            case Roles.WEIGHT -> DefaultParamInitializer.WEIGHT_KEY;
            case Roles.BIAS -> DefaultParamInitializer.BIAS_KEY;
            case Roles.SCALE -> BatchNormalizationParamInitializer.GAMMA;
            case Roles.SHIFT -> BatchNormalizationParamInitializer.BETA;
            case Roles.MEAN -> BatchNormalizationParamInitializer.GLOBAL_MEAN;
            case Roles.VARIANCE -> BatchNormalizationParamInitializer.GLOBAL_VAR;
            default -> throw new IllegalArgumentException("role must be known: '" + role + "'");
        };
    }

    /** From our layout to DL4J's. */
    static INDArray toDl4j(Node node, String role, INDArray ours) {
        if (!role.equals(Roles.WEIGHT)) {
            return ours.reshape('c', 1, ours.length());
        }
        if (isDepthwise(node.operator())) {
            long[] shape = ours.shape();
            long channels = ((Operator.Conv2d) node.operator()).inChannels();
            return ours.reshape('c', channels, shape[0] / channels, shape[2], shape[3])
                    .permute(2, 3, 0, 1);
        }
        return node.operator() instanceof Operator.Dense ? ours.transpose() : ours;
    }

    /** From DL4J's layout to ours; also for gradients. */
    static INDArray fromDl4j(Node node, String role, INDArray theirs) {
        List<Integer> expected = node.operator().parameterShapes().get(role);
        if (expected == null) {
            throw new IllegalArgumentException("node '%s' has no %s".formatted(node.name(), role));
        }
        INDArray turned = theirs;
        if (role.equals(Roles.WEIGHT)) {
            if (isDepthwise(node.operator())) {
                turned = theirs.permute(2, 3, 0, 1);
            } else if (node.operator() instanceof Operator.Dense) {
                turned = theirs.transpose();
            }
        }
        long[] shape = expected.stream().mapToLong(Integer::longValue).toArray();
        INDArray ordered = turned.dup('c');
        return Arrays.equals(ordered.shape(), shape) ? ordered : ordered.reshape('c', shape);
    }

    private static boolean isDepthwise(Operator operator) {
        return operator instanceof Operator.Conv2d conv && conv.groups() > 1;
    }
}
