package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.StatUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every kind of layer against least squares by brute force: the columns of the problem are what the reference interpreter makes of the layer
 * when one weight is 1 and all others are 0.
 */
class LayerKindsTest {

    private static final PruningPlan PLAN = PruningPlan.of(Map.of("a", List.of(0, 2, 5)));
    private static final int IMAGES = 6;
    private static final int ALL_POSITIONS = 1_000;

    /** Weights of order 1 are rounded to float32, and so are the activations that the moments are made of. */
    private static final Offset<Double> FLOAT32 = Offset.offset(1e-5);

    /** A norm adds its epsilon to variances that are smaller after the fit. */
    private static final Offset<Double> EPSILON = Offset.offset(1e-3);

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.espalier.models.reconstruction.LayerKind#all")
    void weightsAreTheLeastSquaresSolution(LayerKind kind) {
        NetworkGraph graph = kind.network();
        NetworkGraph cut = Surgeon.prune(graph, Coupling.groups(graph), PLAN);
        RealMatrix whole = columns(graph, kind.centred());
        RealMatrix kept = columns(cut, kind.centred());
        double ridge = LayerFit.RELATIVE_RIDGE
                * whole.getFrobeniusNorm()
                * whole.getFrobeniusNorm()
                / whole.getColumnDimension();
        RealMatrix weights = weights(cut);
        RealMatrix missing = whole.multiply(weights(graph)).subtract(kept.multiply(weights));
        RealMatrix expected = weights.add(ridgeRegression(kept, missing, ridge));
        RealMatrix fitted = weights(refitted(graph));
        for (int i = 0; i < expected.getRowDimension(); i++) {
            for (int j = 0; j < expected.getColumnDimension(); j++) {
                assertThat(fitted.getEntry(i, j)).isCloseTo(expected.getEntry(i, j), FLOAT32);
            }
        }
        double plainError = missing.getFrobeniusNorm();
        double fittedError =
                whole.multiply(weights(graph)).subtract(kept.multiply(fitted)).getFrobeniusNorm();
        assertThat(fittedError).isLessThan(plainError);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.espalier.models.reconstruction.LayerKind#all")
    void whatTakesUpTheChangeKeepsTheMeanOfTheOutputAndANormItsVariance(LayerKind kind) {
        if (!kind.centred()) {
            return;
        }
        NetworkGraph graph = withStatistics(kind.network());
        RealMatrix before = rows(graph, graph.output());
        RealMatrix after = rows(refitted(graph), graph.output());
        boolean norm = graph.output().equals("norm");
        for (int output = 0; output < before.getColumnDimension(); output++) {
            double[] was = before.getColumn(output);
            double[] is = after.getColumn(output);
            assertThat(StatUtils.mean(is)).isCloseTo(StatUtils.mean(was), FLOAT32);
            if (norm) {
                assertThat(StatUtils.variance(is)).isCloseTo(StatUtils.variance(was), EPSILON);
            }
        }
    }

    /** With the statistics of the calibration images in the norm, if there is one. */
    private static NetworkGraph withStatistics(NetworkGraph graph) {
        if (!graph.output().equals("norm")) {
            return graph;
        }
        Node norm = graph.node("norm");
        RealMatrix input = rows(graph, norm.inputs().get(0));
        int channels = input.getColumnDimension();
        float[] means = new float[channels];
        float[] variances = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            means[channel] = (float) StatUtils.mean(input.getColumn(channel));
            variances[channel] = (float) StatUtils.populationVariance(input.getColumn(channel));
        }
        List<Integer> shape = List.of(channels);
        return graph.withParameters(graph.parameters()
                .withValues(Map.of(
                        norm.parameter(Roles.MEAN), FloatArray.of(means, shape),
                        norm.parameter(Roles.VARIANCE), FloatArray.of(variances, shape))));
    }

    private static NetworkGraph refitted(NetworkGraph graph) {
        GramStatistics statistics = GramStatistics.collect(
                graph,
                batch -> ReferenceInterpreter.run(graph, batch),
                List.of(images(graph)).iterator(),
                ALL_POSITIONS,
                RandomKey.of(1, "test.kinds"));
        return Reconstructor.of(statistics, Coupling.groups(graph)).prune(PLAN);
    }

    private static INDArray images(NetworkGraph graph) {
        return RandomNetworks.images(graph, IMAGES, 7);
    }

    /** {@code [positions of all images, features]}: the output of the layer's first channel with one weight set at a time. */
    private static RealMatrix columns(NetworkGraph graph, boolean centred) {
        String weight = graph.node("fitted").parameter(Roles.WEIGHT);
        FloatArray shape = graph.parameters().values(weight);
        int features = shape.length() / shape.shape().get(0);
        double[] silent = first(graph, weight, new float[shape.length()]);
        RealMatrix columns = new Array2DRowRealMatrix(silent.length, features);
        for (int feature = 0; feature < features; feature++) {
            float[] one = new float[shape.length()];
            one[feature] = 1;
            double[] column = first(graph, weight, one);
            double mean = centred ? StatUtils.mean(column) - StatUtils.mean(silent) : 0;
            for (int i = 0; i < column.length; i++) {
                columns.setEntry(i, feature, column[i] - silent[i] - mean);
            }
        }
        return columns;
    }

    private static double[] first(NetworkGraph graph, String weight, float... values) {
        FloatArray array =
                FloatArray.of(values, graph.parameters().values(weight).shape());
        NetworkGraph changed = graph.withParameters(graph.parameters().withValues(Map.of(weight, array)));
        return rows(changed, "fitted").getColumn(0);
    }

    /** A tensor as {@code [positions of all images, channels]}; a matrix has its channels along the last axis. */
    private static RealMatrix rows(NetworkGraph graph, String tensor) {
        INDArray all = Objects.requireNonNull(
                ReferenceInterpreter.run(graph, images(graph)).get(tensor));
        TensorShape shape = graph.shape(tensor);
        boolean lastAxis = shape.rank() == 2;
        int channels = lastAxis ? shape.size(1) : shape.channels();
        int positions = shape.size() / channels;
        double[] values = all.data().asDouble();
        RealMatrix rows = new Array2DRowRealMatrix(IMAGES * positions, channels);
        for (int i = 0; i < values.length; i++) {
            int inside = i % shape.size();
            int channel = lastAxis ? inside % channels : inside / positions;
            int position = lastAxis ? inside / channels : inside % positions;
            rows.setEntry(i / shape.size() * positions + position, channel, values[i]);
        }
        return rows;
    }

    /** {@code [features, outputs]}. */
    private static RealMatrix weights(NetworkGraph graph) {
        FloatArray weight = graph.values(graph.node("fitted"), Roles.WEIGHT);
        int outputs = weight.shape().get(0);
        RealMatrix matrix = new Array2DRowRealMatrix(weight.length() / outputs, outputs);
        for (int i = 0; i < weight.length(); i++) {
            matrix.setEntry(i % matrix.getRowDimension(), i / matrix.getRowDimension(), weight.values()[i]);
        }
        return matrix;
    }

    /** Minimises {@code |X D - Y|^2 + ridge |D|^2} by QR; the ridge is for sums over rows. */
    private static RealMatrix ridgeRegression(RealMatrix x, RealMatrix y, double ridge) {
        int features = x.getColumnDimension();
        RealMatrix left = new Array2DRowRealMatrix(x.getRowDimension() + features, features);
        left.setSubMatrix(x.getData(), 0, 0);
        for (int i = 0; i < features; i++) {
            left.setEntry(x.getRowDimension() + i, i, Math.sqrt(ridge));
        }
        RealMatrix right = new Array2DRowRealMatrix(left.getRowDimension(), y.getColumnDimension());
        right.setSubMatrix(y.getData(), 0, 0);
        return new QRDecomposition(left).getSolver().solve(right);
    }
}
