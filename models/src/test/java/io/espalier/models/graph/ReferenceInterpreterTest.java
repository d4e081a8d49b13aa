package io.espalier.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The oracle itself, on values computed by hand. */
class ReferenceInterpreterTest {

    /** Parameters are float32, so a value by hand is met to their rounding. */
    private static final Offset<Double> FLOAT_ROUNDING = Offset.offset(1e-6);

    private static final INDArray IMAGE =
            Nd4j.createFromArray(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}).reshape('c', 1, 1, 3, 3);

    @Test
    void convolutionIsACrossCorrelationWithZeroPadding() {
        Operator conv = new Operator.Conv2d(1, 1, Window.square(2, 2, 1), 1, true);
        float[] weight = {1, 10, 100, 1000};
        assertThat(values(conv, Map.of(Roles.WEIGHT, weight, Roles.BIAS, new float[] {0.5f})))
                .containsExactly(1000.5, 3200.5, 7040.5, 9865.5);
    }

    @Test
    void depthwiseConvolutionReadsItsOwnChannelOnly() {
        GraphBuilder graph = builder(2, Map.of(Roles.WEIGHT, new float[] {2, 3}));
        NetworkGraph network =
                graph.build(graph.add("node", new Operator.Conv2d(2, 2, Window.square(1, 1, 0), 2, false), "input"));
        INDArray twoChannels = Nd4j.concat(1, IMAGE, IMAGE.mul(10));
        double[] output =
                ReferenceInterpreter.output(network, twoChannels).data().asDouble();
        assertThat(output[0]).isEqualTo(2);
        assertThat(output[9]).isEqualTo(30);
    }

    @Test
    void averagePoolingLeavesThePaddingOut() {
        Operator pool = new Operator.Pool(Operator.Pool.Kind.AVERAGE, Window.square(2, 2, 1));
        assertThat(values(pool, Map.of())).containsExactly(1, 2.5, 5.5, 7);
    }

    @Test
    void maxPoolingTakesTheLargest() {
        Operator pool = new Operator.Pool(Operator.Pool.Kind.MAX, Window.square(2, 1, 0));
        assertThat(values(pool, Map.of())).containsExactly(5, 6, 8, 9);
    }

    @Test
    void batchNormScalesAndShifts() {
        Map<String, float[]> parameters = Map.of(
                Roles.SCALE,
                new float[] {3},
                Roles.SHIFT,
                new float[] {7},
                Roles.MEAN,
                new float[] {1},
                Roles.VARIANCE,
                new float[] {3});
        assertThat(values(new Operator.BatchNorm(1, 1), parameters)[1]).isEqualTo(3 * (2 - 1) / 2.0 + 7);
    }

    @Test
    void globalPoolFlattenAndSoftmaxGiveProbabilities() {
        GraphBuilder graph = builder(2, Map.of());
        String x = graph.add("gap", new Operator.GlobalAveragePool(), "input");
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        NetworkGraph network = graph.build(graph.add("softmax", new Operator.Softmax(), x));
        double[] output = ReferenceInterpreter.output(network, Nd4j.concat(1, IMAGE, IMAGE.add(1)))
                .data()
                .asDouble();
        assertThat(output[1]).isCloseTo(1 / (1 + Math.exp(-1)), FLOAT_ROUNDING);
        assertThat(output[0] + output[1]).isCloseTo(1, FLOAT_ROUNDING);
    }

    private static double[] values(Operator operator, Map<String, float[]> parameters) {
        GraphBuilder graph = builder(1, parameters);
        NetworkGraph network = graph.build(graph.add("node", operator, "input"));
        return ReferenceInterpreter.output(network, IMAGE).data().asDouble();
    }

    private static GraphBuilder builder(int channels, Map<String, float[]> parameters) {
        NetworkGraph.Input input = new NetworkGraph.Input("input", TensorShape.image(channels, 3, 3));
        return new GraphBuilder("hand", input, (node, role, shape) -> array(parameters, role, shape));
    }

    private static INDArray array(Map<String, float[]> parameters, String role, List<Integer> shape) {
        float[] values = parameters.get(role);
        if (values == null) {
            throw new IllegalArgumentException("parameters must have the role '" + role + "'");
        }
        long[] dimensions = shape.stream().mapToLong(Integer::longValue).toArray();
        return Nd4j.createFromArray(values).reshape('c', dimensions);
    }
}
