package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Where DL4J keeps a parameter and how it lays it out. Convolution weights are the same in both; dense weights are transposed; depthwise
 * weights are {@code [kernelHeight, kernelWidth, channels, multiplier]}; vectors are rows; a convolution in groups is one layer a group.
 * Only positions change, never values.
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

    /** The names of the DL4J layers that hold the parameters of a node with trainable ones: its own, or one for each group. */
    static List<String> layers(Node node) {
        Optional<Operator.Conv2d> convolution = convolution(node.operator());
        int groups = convolution.isEmpty() || isDepthwise(convolution.get())
                ? 1
                : convolution.get().groups();
        return groups == 1
                ? List.of(node.name())
                : IntStream.range(0, groups)
                        .mapToObj(group -> node.name() + VertexBuilder.GROUP + group)
                        .toList();
    }

    /** Whether DL4J trains a node's parameters: constants are parts of vertices. */
    static boolean isTrained(Node node) {
        return !node.parameters().isEmpty() && !(node.operator() instanceof Arithmetic.Constant);
    }

    /** From our layout to DL4J's, one array for each of {@link #layers}. */
    static List<INDArray> toDl4j(Node node, String role, INDArray ours) {
        int layers = layers(node).size();
        if (!role.equals(Roles.WEIGHT)) {
            return split(ours, layers).stream()
                    .map(part -> part.reshape('c', 1, part.length()))
                    .toList();
        }
        if (node.operator() instanceof Operator.Dense) {
            return List.of(ours.transpose());
        }
        Operator.Conv2d conv = convolution(node.operator()).orElseThrow();
        INDArray weight =
                node.operator() instanceof Operator.ConvTranspose2d ? TransposedConvolution.turned(ours) : ours;
        if (isDepthwise(conv)) {
            long channels = conv.inChannels();
            long[] shape = weight.shape();
            return List.of(weight.reshape('c', channels, shape[0] / channels, shape[2], shape[3])
                    .permute(2, 3, 0, 1));
        }
        return split(weight, layers);
    }

    /** From DL4J's layout to ours, from one array for each of {@link #layers}; also for gradients. */
    static INDArray fromDl4j(Operator operator, String role, List<INDArray> theirs) {
        List<Integer> expected = operator.parameterShapes().get(role);
        if (expected == null) {
            throw new IllegalArgumentException("%s has no %s".formatted(operator, role));
        }
        long[] shape = expected.stream().mapToLong(Integer::longValue).toArray();
        INDArray joined = role.equals(Roles.WEIGHT)
                ? joined(theirs)
                : joined(theirs.stream()
                        .map(part -> part.dup('c').reshape('c', new long[] {part.length()}))
                        .toList());
        if (!role.equals(Roles.WEIGHT)) {
            return shaped(joined, shape);
        }
        if (operator instanceof Operator.Dense) {
            return shaped(joined.transpose(), shape);
        }
        boolean depthwise =
                convolution(operator).map(ParameterMapping::isDepthwise).orElse(false);
        INDArray weight = shaped(depthwise ? joined.permute(2, 3, 0, 1) : joined, shape);
        return operator instanceof Operator.ConvTranspose2d ? TransposedConvolution.turned(weight) : weight;
    }

    private static INDArray joined(List<INDArray> parts) {
        return parts.size() == 1 ? parts.get(0) : Nd4j.concat(0, parts.toArray(new INDArray[0]));
    }

    private static INDArray shaped(INDArray array, long[] shape) {
        INDArray ordered = array.dup('c');
        return Arrays.equals(ordered.shape(), shape) ? ordered : ordered.reshape('c', shape);
    }

    private static List<INDArray> split(INDArray array, int parts) {
        long each = array.size(0) / parts;
        return IntStream.range(0, parts)
                .mapToObj(part -> {
                    INDArrayIndex[] indices = NDArrayIndex.allFor(array);
                    indices[0] = NDArrayIndex.interval(part * each, (part + 1) * each);
                    return parts == 1 ? array : array.get(indices).dup('c');
                })
                .toList();
    }

    /** The convolution that DL4J runs for an operator. */
    private static Optional<Operator.Conv2d> convolution(Operator operator) {
        if (operator instanceof Operator.ConvTranspose2d transposed) {
            return Optional.of(TransposedConvolution.ordinary(transposed));
        }
        return operator instanceof Operator.Conv2d conv ? Optional.of(conv) : Optional.empty();
    }

    static boolean isDepthwise(Operator.Conv2d conv) {
        return conv.groups() > 1 && conv.groups() == conv.inChannels();
    }
}
