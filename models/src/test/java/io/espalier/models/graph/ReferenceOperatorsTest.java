package io.espalier.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operator that works on tensors of any rank, on the image 1 2 3 / 4 5 6 / 7 8 9, against values computed by hand. */
class ReferenceOperatorsTest {

    private static final Offset<Double> FLOAT_ROUNDING = Offset.offset(1e-6);

    private static final INDArray IMAGE =
            Nd4j.createFromArray(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}).reshape('c', 1, 1, 3, 3);

    private static final Map<String, float[]> NO_PARAMETERS = Map.of();

    @Test
    void transposedConvolutionSpreadsEachPixelOverTheKernel() {
        Map<String, float[]> kernel = Map.of(Roles.WEIGHT, new float[] {1, 10, 100, 1000});
        assertThat(values(transposed(Window.square(2, 1, 0), Operator.ConvTranspose2d.Extra.NONE), kernel))
                .startsWith(1, 12, 23, 30, 104, 1245);
        assertThat(values(transposed(Window.square(2, 2, 0), Operator.ConvTranspose2d.Extra.NONE), kernel))
                .startsWith(1, 10, 2, 20, 3, 30, 100, 1000);
    }

    @Test
    void transposedConvolutionCutsItsPaddingAndAddsWhatIsExtra() {
        Map<String, float[]> kernel = Map.of(Roles.WEIGHT, new float[] {1, 10, 100, 1000});
        // The first row and column are cut; the last ones would be, but are what is extra.
        double[] cut = values(transposed(Window.square(2, 2, 1), new Operator.ConvTranspose2d.Extra(1, 1)), kernel);
        assertThat(cut).hasSize(25).startsWith(1000, 200, 2000, 300, 3000, 40, 5);
        assertThat(cut[24]).isEqualTo(9 * 1000);
    }

    @Test
    void transposedConvolutionKeepsItsWeightByOutput() {
        GraphBuilder graph = builder(2, Map.of(Roles.WEIGHT, new float[] {2, 3}));
        Operator add = new Operator.ConvTranspose2d(
                2, 1, Window.square(1, 1, 0), Operator.ConvTranspose2d.Extra.NONE, 1, false);
        NetworkGraph network = graph.build(graph.add("node", add, "input"));
        assertThat(output(network, Nd4j.concat(1, IMAGE, IMAGE.mul(10)))[0]).isEqualTo(2 + 30);
    }

    @Test
    void poolingRoundedUpHangsOverTheEdge() {
        Window window = Window.square(2, 2, 0);
        assertThat(values(new Operator.Pool(Operator.Pool.Kind.MAX, window, true, false), NO_PARAMETERS))
                .containsExactly(5, 6, 8, 9);
        assertThat(values(new Operator.Pool(Operator.Pool.Kind.AVERAGE, window, true, true), NO_PARAMETERS))
                .containsExactly(3, 4.5, 7.5, 9);
    }

    @Test
    void averagePoolingCountsItsPaddingIfAsked() {
        Operator pool = new Operator.Pool(Operator.Pool.Kind.AVERAGE, Window.square(2, 2, 1), false, true);
        assertThat(values(pool, NO_PARAMETERS)).containsExactly(0.25, 1.25, 2.75, 7);
    }

    @Test
    void denseMixesAlongTheLastAxis() {
        assertThat(values(new Operator.Dense(3, 1, false), Map.of(Roles.WEIGHT, new float[] {1, 10, 100})))
                .containsExactly(321, 654, 987);
    }

    @Test
    void elementwiseRepeatsDimensionsOfSizeOne() {
        Map<String, float[]> row = Map.of(Roles.VALUE, new float[] {1, 2, 4});
        assertThat(combined(Elementwise.Kind.ADD, row)).startsWith(2, 4, 7, 5, 7, 10);
        assertThat(combined(Elementwise.Kind.SUBTRACT, row)).startsWith(0, 0, -1, 3, 3, 2);
        assertThat(combined(Elementwise.Kind.MULTIPLY, row)).startsWith(1, 4, 12, 4, 10, 24);
        assertThat(combined(Elementwise.Kind.DIVIDE, row)).startsWith(1, 1, 0.75, 4, 2.5, 1.5);
    }

    @Test
    void meanLeavesItsAxesOutOrAtSizeOne() {
        NetworkGraph kept = network(new Arithmetic.ReduceMean(List.of(2), true), NO_PARAMETERS);
        assertThat(kept.shape("node").dimensions()).containsExactly(1, 3, 1);
        assertThat(output(kept, IMAGE)).containsExactly(2, 5, 8);
        NetworkGraph dropped = network(new Arithmetic.ReduceMean(List.of(0, 1), false), NO_PARAMETERS);
        assertThat(dropped.shape("node").dimensions()).containsExactly(3);
        assertThat(output(dropped, IMAGE)).containsExactly(4, 5, 6);
    }

    @Test
    void concatPutsTensorsOneBehindTheOther() {
        GraphBuilder graph = builder(1, NO_PARAMETERS);
        NetworkGraph network = graph.build(graph.add("node", new Rearrangement.Concat(2, 2), "input", "input"));
        assertThat(output(network, IMAGE)).startsWith(1, 2, 3, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void sliceTakesEveryStep() {
        Slice slice = new Slice(List.of(new Slice.Range(1, 1, 3, 1), new Slice.Range(2, 0, Slice.TO_THE_END, 2)));
        assertThat(values(slice, NO_PARAMETERS)).containsExactly(4, 6, 7, 9);
    }

    @Test
    void padRepeatsMirrorsOrFills() {
        assertThat(values(padded(Pad.Mode.CONSTANT, -1), NO_PARAMETERS)).startsWith(-1, -1, -1, -1, -1, 1, 2, 3);
        assertThat(values(padded(Pad.Mode.EDGE, 0), NO_PARAMETERS)).startsWith(1, 1, 2, 3, 1, 1, 2, 3);
        assertThat(values(padded(Pad.Mode.REFLECT, 0), NO_PARAMETERS)).startsWith(5, 4, 5, 6, 2, 1, 2, 3);
        Pad behind = new Pad(Pad.Mode.REFLECT, List.of(0, 0, 0), List.of(0, 0, 2), 0);
        assertThat(values(behind, NO_PARAMETERS)).startsWith(1, 2, 3, 2, 1, 4);
    }

    @Test
    void padAddsChannels() {
        Pad pad = new Pad(Pad.Mode.CONSTANT, List.of(1, 0, 0), List.of(0, 0, 0), 0);
        assertThat(values(pad, NO_PARAMETERS)).hasSize(18).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2);
    }

    @Test
    void transposeSwapsAxesAndReshapeKeepsTheOrder() {
        assertThat(values(new Rearrangement.Transpose(List.of(0, 2, 1)), NO_PARAMETERS))
                .containsExactly(1, 4, 7, 2, 5, 8, 3, 6, 9);
        NetworkGraph reshaped = network(new Rearrangement.Reshape(List.of(3, -1)), NO_PARAMETERS);
        assertThat(reshaped.shape("node").dimensions()).containsExactly(3, 3);
        assertThat(output(reshaped, IMAGE)).startsWith(1, 2, 3, 4);
    }

    @Test
    void squeezeAndUnsqueezeMoveNothing() {
        GraphBuilder graph = builder(1, NO_PARAMETERS);
        String flat = graph.add("squeeze", new Rearrangement.Squeeze(List.of(0)), "input");
        NetworkGraph network = graph.build(graph.add("node", new Rearrangement.Unsqueeze(List.of(1, 3)), flat));
        assertThat(network.shape("node").dimensions()).containsExactly(3, 1, 3, 1);
        assertThat(output(network, IMAGE)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void nearestResizeTakesThePixelThatItsRoundingSays() {
        assertThat(resized(Resize.Interpolation.NEAREST_FLOOR, Resize.Coordinates.ASYMMETRIC, 2))
                .startsWith(1, 1, 2, 2, 3, 3, 1);
        assertThat(resized(Resize.Interpolation.NEAREST_CEIL, Resize.Coordinates.ASYMMETRIC, 2))
                .startsWith(1, 2, 2, 3, 3, 3, 4);
        // Pixels of the output lie at -1/4, 1/4, 3/4, ... of the input's.
        assertThat(resized(Resize.Interpolation.NEAREST_ROUND_PREFER_FLOOR, Resize.Coordinates.HALF_PIXEL, 2))
                .startsWith(1, 1, 2, 2, 3, 3, 1);
        // At 0, 0.5, 1, ... the two ways to round a half differ.
        assertThat(resized(Resize.Interpolation.NEAREST_ROUND_PREFER_FLOOR, Resize.Coordinates.ASYMMETRIC, 2))
                .startsWith(1, 1, 2, 2, 3, 3, 1);
        assertThat(resized(Resize.Interpolation.NEAREST_ROUND_PREFER_CEIL, Resize.Coordinates.ASYMMETRIC, 2))
                .startsWith(1, 2, 2, 3, 3, 3, 4);
    }

    @Test
    void linearResizeIsBetweenFourPixels() {
        double[] half = resized(Resize.Interpolation.LINEAR, Resize.Coordinates.HALF_PIXEL, 2);
        assertThat(half).startsWith(1, 1.25, 1.75, 2.25, 2.75, 3, 1.75, 2);
        double[] aligned = resized(Resize.Interpolation.LINEAR, Resize.Coordinates.ALIGN_CORNERS, 2);
        assertThat(aligned[1]).isCloseTo(1.4, FLOAT_ROUNDING);
        assertThat(aligned[35]).isEqualTo(9);
        assertThat(resized(Resize.Interpolation.LINEAR, Resize.Coordinates.PYTORCH_HALF_PIXEL, 1 / 3.0))
                .containsExactly(1);
    }

    @Test
    void softmaxNormalisesAlongItsAxis() {
        double[] columns = values(new Operator.Softmax(1), NO_PARAMETERS);
        assertThat(columns[0] + columns[3] + columns[6]).isCloseTo(1, FLOAT_ROUNDING);
        assertThat(columns[3] / columns[0]).isCloseTo(Math.exp(3), Offset.offset(1e-4));
    }

    @Test
    void hardFunctionsAreCutAtTheirEnds() {
        assertThat(values(Operator.Activation.hardSigmoid(0.25, -0.5), NO_PARAMETERS))
                .containsExactly(0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1);
        assertThat(values(Operator.Activation.clip(2, 6), NO_PARAMETERS)).containsExactly(2, 2, 3, 4, 5, 6, 6, 6, 6);
        assertThat(values(new Operator.Activation(Operator.Activation.Function.HARD_SWISH), NO_PARAMETERS))
                .startsWith(1 * (1 / 6.0 + 0.5), 2 * (2 / 6.0 + 0.5), 3);
    }

    @Test
    void opaqueNodesAreRefused() {
        NetworkGraph network = network(new Opaque("Custom", "x", 1, 0, TensorShape.vector(2)), NO_PARAMETERS);
        assertThatThrownBy(() -> ReferenceInterpreter.output(network, IMAGE))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage("node 'node' (Custom): nobody knows what it computes but the engine of its file");
    }

    private static Operator transposed(Window window, Operator.ConvTranspose2d.Extra extra) {
        return new Operator.ConvTranspose2d(1, 1, window, extra, 1, false);
    }

    private static Pad padded(Pad.Mode mode, double value) {
        return new Pad(mode, List.of(0, 1, 1), List.of(0, 0, 0), value);
    }

    private static double[] resized(Resize.Interpolation interpolation, Resize.Coordinates coordinates, double scale) {
        return values(new Resize(interpolation, coordinates, new Resize.Scale(scale, scale)), NO_PARAMETERS);
    }

    private static double[] combined(Elementwise.Kind kind, Map<String, float[]> row) {
        GraphBuilder graph = builder(1, row);
        String constant = graph.add("row", new Arithmetic.Constant(TensorShape.image(1, 1, 3)));
        return output(graph.build(graph.add("node", new Elementwise(kind), "input", constant)), IMAGE);
    }

    private static double[] values(Operator operator, Map<String, float[]> parameters) {
        return output(network(operator, parameters), IMAGE);
    }

    private static double[] output(NetworkGraph network, INDArray images) {
        return ReferenceInterpreter.output(network, images).data().asDouble();
    }

    private static NetworkGraph network(Operator operator, Map<String, float[]> parameters) {
        GraphBuilder graph = builder(1, parameters);
        return graph.build(graph.add("node", operator, "input"));
    }

    private static GraphBuilder builder(int channels, Map<String, float[]> parameters) {
        NetworkGraph.Input input = new NetworkGraph.Input("input", TensorShape.image(channels, 3, 3));
        return new GraphBuilder("hand", input, (node, role, shape) -> Nd4j.createFromArray(parameters.get(role))
                .reshape('c', shape.stream().mapToLong(Integer::longValue).toArray()));
    }
}
