package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Arithmetic.ReduceMean;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Reshape;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Squeeze;
import io.espalier.models.graph.Rearrangement.Transpose;
import io.espalier.models.graph.Rearrangement.Unsqueeze;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonProcessingException;

class OperatorVertexTest {

    private static final int BATCH = 3;

    /** Half the distance of a central difference. */
    private static final double STEP = 1.0 / 256;

    /** Float32 rounding of sums of a few hundred values, divided by twice the step, and the curvature times the step's square. */
    private static final double DIFFERENCE = 4e-3;

    /** Float32 sums in another order. */
    private static final double SUMMATION_ORDER = 1e-6;

    private static final TensorShape IMAGE = TensorShape.image(4, 5, 6);

    /** An operator and what it reads. */
    record Case(Operator operator, List<TensorShape> inputs, int fixed) {

        @Override
        public String toString() {
            return operator + " of " + inputs + (fixed < 0 ? "" : ", input " + fixed + " fixed");
        }

        OperatorVertex vertex(CNN2DFormat format) {
            OperatorVertex.Fixed operand = null;
            if (fixed >= 0) {
                List<Float> values = new ArrayList<>();
                for (float value : random(inputs.get(fixed), 1, 77).data().asFloat()) {
                    values.add(value);
                }
                operand = new OperatorVertex.Fixed(fixed, values);
            }
            return OperatorVertex.of(operator, inputs, format, operand);
        }

        List<TensorShape> computed() {
            List<TensorShape> computed = new ArrayList<>(inputs);
            if (fixed >= 0) {
                computed.remove(fixed);
            }
            return computed;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Elementwise.Kind kind : Elementwise.Kind.values()) {
            Elementwise operator = new Elementwise(kind);
            cases.add(new Case(operator, List.of(IMAGE, IMAGE), -1));
            cases.add(new Case(operator, List.of(IMAGE, TensorShape.image(4, 1, 1)), -1));
            cases.add(new Case(operator, List.of(TensorShape.image(1, 5, 6), IMAGE), -1));
            cases.add(new Case(operator, List.of(IMAGE, TensorShape.image(1, 1, 1)), 1));
            cases.add(new Case(operator, List.of(TensorShape.image(4, 1, 1), IMAGE), 0));
            cases.add(new Case(operator, List.of(TensorShape.vector(7), TensorShape.vector(7)), 0));
        }
        cases.add(one(Activation.relu6()));
        cases.add(one(Activation.leakyRelu(0.1)));
        cases.add(one(Activation.hardSigmoid(0.2, 0.5)));
        cases.add(one(new Activation(Activation.Function.HARD_SWISH)));
        cases.add(one(new Activation(Activation.Function.SIGMOID)));
        cases.add(one(new Operator.GlobalAveragePool()));
        cases.add(one(new Operator.Softmax(0)));
        cases.add(one(new Operator.Softmax(2)));
        cases.add(one(new ReduceMean(List.of(1, 2), false)));
        cases.add(one(new ReduceMean(List.of(1), false)));
        cases.add(one(new ReduceMean(List.of(0, 2), true)));
        cases.add(new Case(new Concat(0, 2), List.of(IMAGE, TensorShape.image(3, 5, 6)), -1));
        cases.add(new Case(new Concat(2, 2), List.of(IMAGE, TensorShape.image(4, 5, 1)), -1));
        cases.add(new Case(
                new Concat(0, 3), List.of(TensorShape.vector(3), TensorShape.vector(1), TensorShape.vector(4)), -1));
        cases.add(one(new Slice(List.of(new Slice.Range(1, 0, Slice.TO_THE_END, 2), new Slice.Range(2, 1, 6, 2)))));
        cases.add(one(new Slice(List.of(new Slice.Range(0, 1, 3, 1)))));
        cases.add(one(new Pad(Pad.Mode.CONSTANT, List.of(2, 0, 1), List.of(3, 1, 0), 0)));
        cases.add(one(new Pad(Pad.Mode.CONSTANT, List.of(0, 1, 1), List.of(0, 1, 1), 0.5)));
        cases.add(one(new Pad(Pad.Mode.REFLECT, List.of(0, 2, 1), List.of(0, 1, 3), 0)));
        cases.add(one(new Pad(Pad.Mode.EDGE, List.of(0, 2, 1), List.of(0, 1, 3), 0)));
        for (Resize.Interpolation interpolation : Resize.Interpolation.values()) {
            for (Resize.Coordinates coordinates : Resize.Coordinates.values()) {
                cases.add(one(new Resize(interpolation, coordinates, new Resize.Scale(2, 1.5))));
            }
        }
        cases.add(one(
                new Resize(Resize.Interpolation.LINEAR, Resize.Coordinates.HALF_PIXEL, new Resize.Scale(0.6, 0.5))));
        cases.add(one(new Flatten()));
        cases.add(one(new Reshape(List.of(2, 2, 5, 6))));
        cases.add(one(new Reshape(List.of(8, -1, 3))));
        cases.add(one(new Transpose(List.of(1, 2, 0))));
        cases.add(one(new Transpose(List.of(2, 1, 0))));
        cases.add(new Case(new Transpose(List.of(1, 0)), List.of(new TensorShape(List.of(4, 7))), -1));
        cases.add(new Case(new Squeeze(List.of(1, 2)), List.of(TensorShape.image(4, 1, 1)), -1));
        cases.add(new Case(new Squeeze(List.of(1)), List.of(TensorShape.image(4, 1, 6)), -1));
        cases.add(new Case(new Unsqueeze(List.of(1, 2)), List.of(TensorShape.vector(4)), -1));
        cases.add(new Case(new Unsqueeze(List.of(0)), List.of(new TensorShape(List.of(4, 7))), -1));
        return cases.stream();
    }

    private static Case one(Operator operator) {
        return new Case(operator, List.of(IMAGE), -1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsTheSlopeInBothLayouts(Case given) {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            TensorFunction function = given.vertex(format).function();
            List<INDArray> inputs = inputs(given, format);
            INDArray output = function.forward(inputs);
            INDArray weights = like(output, 5);
            List<INDArray> gradients = function.backward(weights, inputs);
            assertThat(gradients).hasSameSizeAs(inputs);
            for (int place = 0; place < inputs.size(); place++) {
                assertThat(gradients.get(place).shape())
                        .isEqualTo(inputs.get(place).shape());
                assertThat(gradients.get(place).ordering()).isEqualTo('c');
                INDArray direction = like(inputs.get(place), 9 + place);
                double up = sum(function, moved(inputs, place, direction, STEP), weights);
                double down = sum(function, moved(inputs, place, direction, -STEP), weights);
                double slope = gradients.get(place).mul(direction).sumNumber().doubleValue();
                double size = weights.norm2Number().doubleValue();
                assertThat((up - down) / (2 * STEP))
                        .as(format + ", input " + place)
                        .isCloseTo(slope, within(DIFFERENCE * size));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothLayoutsComputeTheSameOfViewsToo(Case given) {
        INDArray expected = given.vertex(CNN2DFormat.NCHW).function().forward(inputs(given, CNN2DFormat.NCHW));
        List<INDArray> views = new ArrayList<>();
        for (INDArray input : inputs(given, CNN2DFormat.NCHW)) {
            views.add(input.rank() == 4 ? input.permute(0, 2, 3, 1) : input);
        }
        INDArray found = given.vertex(CNN2DFormat.NHWC).function().forward(views);
        assertThat(found.ordering()).isEqualTo('c');
        INDArray turned = expected.rank() == 4 ? found.permute(0, 3, 1, 2) : found;
        List<Long> shape = new ArrayList<>(List.of((long) BATCH));
        given.operator().outputShape(given.inputs()).dimensions().forEach(size -> shape.add((long) size));
        assertThat(expected.shape()).containsExactly(shape.toArray(new Long[0]));
        assertThat(turned.shape()).isEqualTo(expected.shape());
        assertThat(turned.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theConfigurationSurvivesAsJson(Case given) throws JsonProcessingException {
        OperatorVertex vertex = given.vertex(CNN2DFormat.NCHW);
        String json = NeuralNetConfiguration.mapper().writeValueAsString(vertex);
        GraphVertex read = NeuralNetConfiguration.mapper().readValue(json, GraphVertex.class);
        assertThat(read).isEqualTo(vertex).hasSameHashCodeAs(vertex);
        assertThat(((OperatorVertex) read).parsed()).isEqualTo(given.operator());
    }

    /** As in the examples of ONNX's operator Resize. */
    @Test
    void resizeFindsThePixelsThatOnnxFinds() {
        assertThat(row(Resize.Interpolation.LINEAR, Resize.Coordinates.HALF_PIXEL, 2, 1, 2, 3, 4))
                .containsExactly(1f, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4f);
        assertThat(row(Resize.Interpolation.LINEAR, Resize.Coordinates.ALIGN_CORNERS, 2, 1, 2))
                .containsExactly(new float[] {1, 4 / 3f, 5 / 3f, 2}, within((float) SUMMATION_ORDER));
        assertThat(row(Resize.Interpolation.NEAREST_FLOOR, Resize.Coordinates.ASYMMETRIC, 2, 1, 2))
                .containsExactly(1, 1, 2, 2);
        assertThat(row(Resize.Interpolation.NEAREST_ROUND_PREFER_FLOOR, Resize.Coordinates.ASYMMETRIC, 2, 1, 2))
                .containsExactly(1, 1, 2, 2);
        assertThat(row(Resize.Interpolation.NEAREST_ROUND_PREFER_CEIL, Resize.Coordinates.ASYMMETRIC, 2, 1, 2))
                .containsExactly(1, 2, 2, 2);
        assertThat(row(Resize.Interpolation.NEAREST_CEIL, Resize.Coordinates.ASYMMETRIC, 2, 1, 2, 3))
                .containsExactly(1, 2, 2, 3, 3, 3);
        assertThat(row(Resize.Interpolation.NEAREST_FLOOR, Resize.Coordinates.HALF_PIXEL, 0.5, 1, 2, 3, 4))
                .containsExactly(1, 3);
    }

    private static float[] row(
            Resize.Interpolation interpolation, Resize.Coordinates coordinates, double scale, float... values) {
        TensorShape shape = TensorShape.image(1, 1, values.length);
        Resize resize = new Resize(interpolation, coordinates, new Resize.Scale(1, scale));
        return VertexFunctions.of(resize, List.of(shape), CNN2DFormat.NCHW)
                .forward(List.of(Nd4j.createFromArray(values).reshape(1, 1, 1, values.length)))
                .data()
                .asFloat();
    }

    @Test
    void padsReflectAndRepeatTheEdge() {
        assertThat(padded(Pad.Mode.REFLECT)).containsExactly(3, 2, 1, 2, 3, 4, 3);
        assertThat(padded(Pad.Mode.EDGE)).containsExactly(1, 1, 1, 2, 3, 4, 4);
        assertThat(padded(Pad.Mode.CONSTANT)).containsExactly(9, 9, 1, 2, 3, 4, 9);
    }

    private static float[] padded(Pad.Mode mode) {
        Pad pad = new Pad(mode, List.of(2), List.of(1), 9);
        return VertexFunctions.of(pad, List.of(TensorShape.vector(4)), CNN2DFormat.NCHW)
                .forward(List.of(Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 4)))
                .data()
                .asFloat();
    }

    @Test
    void zerosAreSpreadAsATransposedConvolutionNeedsThem() {
        Window window = new Window(
                Window.Size.square(3), new Window.Size(1, 2), new Window.Padding(0, 1, 0, 1), Window.Size.square(1));
        Operator.ConvTranspose2d operator =
                new Operator.ConvTranspose2d(1, 1, window, new Operator.ConvTranspose2d.Extra(0, 1), 1, false);
        TensorShape shape = TensorShape.image(1, 1, 3);
        INDArray spread = VertexFunctions.of(operator, List.of(shape), CNN2DFormat.NCHW)
                .forward(List.of(Nd4j.createFromArray(1f, 2f, 3f).reshape(1, 1, 1, 3)));
        assertThat(spread.shape()).containsExactly(1, 1, 5, 8);
        assertThat(spread.slice(0).slice(0).toFloatMatrix()[2]).containsExactly(0, 1, 0, 2, 0, 3, 0, 0);
        assertThat(spread.sumNumber().doubleValue()).isEqualTo(6);
    }

    private static List<INDArray> inputs(Case given, CNN2DFormat format) {
        List<INDArray> inputs = new ArrayList<>();
        for (TensorShape shape : given.computed()) {
            INDArray array = random(shape, BATCH, inputs.size());
            inputs.add(ArrayLayout.permuted(array, new ArrayLayout(format).fromChannelsFirst(shape.rank())));
        }
        return inputs;
    }

    /** Away from 0 for divisors, and from the kinks of the activations: odd multiples of 1/8 and a bit in [0.5, 4]. */
    private static INDArray random(TensorShape shape, int batch, long seed) {
        RandomGenerator random = RandomKey.of(seed + 1, "test.vertex").generator();
        float[] values = new float[batch * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextBoolean() ? 1 : -1) * (0.5625f + random.nextInt(14) / 4f);
        }
        long[] sizes = new long[shape.rank() + 1];
        sizes[0] = batch;
        for (int axis = 0; axis < shape.rank(); axis++) {
            sizes[axis + 1] = shape.size(axis);
        }
        return Nd4j.createFromArray(values).reshape('c', sizes);
    }

    /** Multiples of 1/8 in [-1, 1]. */
    private static INDArray like(INDArray array, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.direction").generator();
        float[] values = new float[(int) array.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextInt(17) - 8) / 8f;
        }
        return Nd4j.createFromArray(values).reshape('c', array.shape());
    }

    private static List<INDArray> moved(List<INDArray> inputs, int place, INDArray direction, double step) {
        List<INDArray> moved = new ArrayList<>(inputs);
        moved.set(place, inputs.get(place).add(direction.mul(step)));
        return moved;
    }

    private static double sum(TensorFunction function, List<INDArray> inputs, INDArray weights) {
        float[] values = HostArrays.floats(function.forward(inputs));
        float[] factors = HostArrays.floats(weights);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * factors[i];
        }
        return sum;
    }
}
