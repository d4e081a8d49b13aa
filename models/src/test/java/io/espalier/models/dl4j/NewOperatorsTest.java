package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Arithmetic.ReduceMean;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Reshape;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Squeeze;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** Networks of operators for which DL4J has no layer, in both of its formats. */
class NewOperatorsTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    /** Largest difference that float32 sums in another order make in outputs of size 1 to 10. */
    private static final double SUMMATION_ORDER = 5e-5;

    /** Length of the step along the gradient of one parameter. */
    private static final double STEP = 5e-4;

    /** Rounding of a float32 loss near 2 by twice the step, the third derivative times its square, and a kink or two; per unit of slope. */
    private static final double DIFFERENCE = 2e-3;

    private static final Normalisation PLAIN = new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

    static Stream<NetworkGraph> networks() {
        return Stream.of(
                network("squeezeExcite", NewOperatorsTest::squeezeExcite),
                network("paddedShortcut", NewOperatorsTest::paddedShortcut),
                network("grouped", NewOperatorsTest::grouped),
                network("transposed", NewOperatorsTest::transposed),
                network("poolings", NewOperatorsTest::poolings),
                network("mobile", NewOperatorsTest::mobile),
                network("shuffled", NewOperatorsTest::shuffled),
                network("arithmetic", NewOperatorsTest::arithmetic),
                convolutionalHead());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void trainingInNhwcComputesWhatTheReferenceDoes(NetworkGraph graph) {
        INDArray images = RandomNetworks.images(graph, 3, 1);
        INDArray expected =
                ReferenceInterpreter.output(LogitsNetwork.of(graph), images).castTo(DataType.FLOAT);
        TrainingNetwork training = TrainingNetwork.of(graph, new NoOp(), 0);
        INDArray found = Objects.requireNonNull(training.network()
                .feedForward(images.permute(0, 2, 3, 1).dup('c'), false)
                .get(training.logits()));
        assertThat(found.sub(expected.reshape(found.shape())).amaxNumber().doubleValue())
                .isCloseTo(0, within(SUMMATION_ORDER));
        assertThat(GraphDigest.of(training.toGraph())).isEqualTo(GraphDigest.of(graph));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyParametersGradientIsTheSlopeOfTheLoss(NetworkGraph graph) {
        NetworkGraph frozen = FrozenBatchNorm.replacedIn(graph);
        ImageSet images = images(graph, 4);
        BatchSource.Batch batch = new BatchSource(
                        images,
                        PLAIN,
                        TrainingSettings.DEFAULTS.withBatchSize(4).withAugmentation(TrainingSettings.Augmentation.NONE),
                        TrainingNetwork.LAYOUT)
                .batch(new int[] {0, 1, 2, 3}, 1, 0);
        Map<String, INDArray> gradients = new GradientMeasurement(graph).gradients(batch);
        for (Node node : frozen.nodes()) {
            if (ParameterMapping.isTrained(node)) {
                for (String name : node.parameters()) {
                    INDArray gradient = Objects.requireNonNull(gradients.get(name), name);
                    double length = gradient.norm2Number().doubleValue();
                    INDArray step = gradient.mul(STEP / Math.max(length, 1e-6));
                    double slope =
                            (loss(moved(frozen, name, step), images) - loss(moved(frozen, name, step.neg()), images))
                                    / (2 * STEP);
                    assertThat(slope).as(name).isCloseTo(length, within(DIFFERENCE * Math.max(1, length)));
                }
            }
        }
        assertThat(gradients.values())
                .anyMatch(gradient -> gradient.norm2Number().doubleValue() > 10 * DIFFERENCE);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aZipIsReadBackAsANetworkThatActsTheSame(NetworkGraph graph, @TempDir Path folder) {
        Path zip = folder.resolve("network.zip");
        Dl4jCodec.write(graph, zip);
        NetworkGraph read = Dl4jCodec.read(zip);
        INDArray images = RandomNetworks.images(graph, 3, 1);
        INDArray expected = Dl4jCodec.toDl4j(graph).outputSingle(images);
        assertThat(read.output()).isEqualTo(graph.output());
        assertThat(read.shape(read.output())).isEqualTo(graph.shape(graph.output()));
        assertThat(Dl4jCodec.toDl4j(read).outputSingle(images)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyNodeWithWeightsHasGradientStatistics(NetworkGraph graph) {
        GradientStatistics found = GradientMeasurement.of(graph, images(graph, 4), PLAIN, 2);
        assertThat(found.nodes().keySet())
                .containsExactlyElementsOf(graph.nodes().stream()
                        .filter(ParameterMapping::isTrained)
                        .map(Node::name)
                        .toList());
        found.nodes().forEach((node, channels) -> assertThat(channels.taylor())
                .as(node)
                .allMatch(Double::isFinite)
                .anyMatch(value -> value > 0));
    }

    @Test
    void aNetworkOfNewOperatorsTrains() {
        NetworkGraph start = network("mobile", NewOperatorsTest::mobile);
        ImageSet images = images(start, 48);
        double[] losses = new double[12];
        NetworkGraph trained = Trainer.of(TrainingSettings.DEFAULTS
                        .withEpochs(12)
                        .withBatchSize(16)
                        .withSchedule(new TrainingSettings.Schedule(0.05, 1))
                        .withAugmentation(TrainingSettings.Augmentation.NONE))
                .withListener(epoch -> losses[epoch.number() - 1] = epoch.meanLoss())
                .train(start, images, PLAIN);
        assertThat(losses[11]).isLessThan(losses[0] / 2);
        assertThat(GraphDigest.of(trained)).isNotEqualTo(GraphDigest.of(start));
    }

    /** {@code <conv(a), b> = <a, transposed(b)>}: a transposed convolution is the gradient of the convolution with the transposed weight. */
    @Test
    void aTransposedConvolutionIsTheAdjointOfTheConvolution() {
        Window window = new Window(
                new Window.Size(3, 2), Window.Size.square(2), new Window.Padding(1, 0, 0, 1), new Window.Size(1, 2));
        TensorShape large = TensorShape.image(2, 8, 9);
        Operator.Conv2d conv = new Operator.Conv2d(2, 3, window, 1, false);
        TensorShape small = conv.outputShape(List.of(large));
        Operator.ConvTranspose2d plain =
                new Operator.ConvTranspose2d(3, 2, window, Operator.ConvTranspose2d.Extra.NONE, 1, false);
        TensorShape reached = plain.outputShape(List.of(small));
        Operator.ConvTranspose2d operator = new Operator.ConvTranspose2d(
                3,
                2,
                window,
                new Operator.ConvTranspose2d.Extra(large.height() - reached.height(), large.width() - reached.width()),
                1,
                false);
        NetworkGraph down = single(conv, large);
        NetworkGraph up = single(operator, small);
        INDArray weight = down.parameter(down.node("op"), Roles.WEIGHT)
                .permute(1, 0, 2, 3)
                .dup('c');
        NetworkGraph adjoint =
                up.withParameters(up.parameters().with(Map.of(up.node("op").parameter(Roles.WEIGHT), weight)));
        INDArray a = RandomNetworks.images(down, 2, 1);
        INDArray b = RandomNetworks.images(up, 2, 2);
        double first = ReferenceInterpreter.output(down, a).mul(b).sumNumber().doubleValue();
        double second =
                Dl4jCodec.toDl4j(adjoint).outputSingle(b).mul(a).sumNumber().doubleValue();
        assertThat(second).isCloseTo(first, within(SUMMATION_ORDER * Math.max(1, Math.abs(first))));
        assertThat(Math.abs(first)).isGreaterThan(0.01);
    }

    @Test
    void aGroupedConvolutionIsItsGroupsSideBySide() {
        Operator.Conv2d grouped = new Operator.Conv2d(4, 6, Window.square(3, 1, 1), 2, true);
        NetworkGraph graph = single(grouped, TensorShape.image(4, 5, 5));
        INDArray images = RandomNetworks.images(graph, 2, 3);
        INDArray difference =
                Dl4jCodec.toDl4j(graph).outputSingle(images).sub(ReferenceInterpreter.output(graph, images));
        assertThat(difference.amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }

    @Test
    void whatDl4jCannotDoIsRefusedWithNodeAndOperator() {
        assertRefused(
                builder("opaque"),
                graph -> graph.add("odd", new Opaque("Einsum", "", 1, 0, TensorShape.vector(4)), graph.input()),
                "DL4J has no Einsum 'odd' that was kept from a foreign file and is not looked into");
        assertRefused(
                builder("dense"),
                graph -> graph.add("odd", new Operator.Dense(10, 4, false), graph.input()),
                "DL4J has no Dense 'odd' over a tensor [3, 12, 4] that is no vector");
        assertRefused(
                builder("constant"),
                graph -> graph.add(
                        "joined",
                        new Concat(0, 2),
                        graph.input(),
                        graph.add("odd", new Arithmetic.Constant(TensorShape.image(1, 12, 10)))),
                "DL4J has no Constant 'odd' that Concat 'joined' reads; only arithmetic with a computed tensor may");
        assertRefused(
                builder("taken"),
                graph -> {
                    Window uneven = new Window(
                            Window.Size.square(2),
                            Window.Size.square(1),
                            new Window.Padding(0, 0, 1, 1),
                            Window.Size.square(1));
                    String x = graph.add("c.pad", new Activation(Activation.Function.RELU), graph.input());
                    return graph.add("c", new Operator.Conv2d(3, 4, uneven, 1, true), x);
                },
                "DL4J needs the name 'c.pad' for a part of Conv2d 'c', but a node has it");
    }

    private static void assertRefused(
            GraphBuilder builder, java.util.function.Function<GraphBuilder, String> nodes, String message) {
        NetworkGraph graph = builder.build(nodes.apply(builder));
        assertThatThrownBy(() -> Dl4jCodec.toDl4j(graph))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(message);
    }

    @Test
    void otherOutputsAreNotTrainedAndNotLost() {
        GraphBuilder builder = builder("outputs");
        String x = conv(builder, "stem", builder.input(), 3, 6);
        String side = conv(builder, "side", x, 6, 2);
        NetworkGraph graph = builder.build(head(builder, x, 6)).withOutputs(List.of("fc", side));
        assertThat(Dl4jCodec.toDl4j(graph).output(RandomNetworks.images(graph, 1, 1)))
                .hasSize(2);
        NetworkGraph trained = Trainer.of(TrainingSettings.DEFAULTS
                        .withSchedule(new TrainingSettings.Schedule(0.1, 0))
                        .withEpochs(1)
                        .withBatchSize(4))
                .train(graph, images(graph, 4), PLAIN);
        assertThat(trained.outputs()).containsExactly("fc", "side");
        assertThat(trained.parameters().get("side.weight"))
                .isEqualTo(graph.parameters().get("side.weight"));
        assertThat(trained.parameters().get("stem.weight"))
                .isNotEqualTo(graph.parameters().get("stem.weight"));
        assertThat(GradientMeasurement.of(graph, images(graph, 4), PLAIN, 2)
                        .channels("side")
                        .taylor())
                .containsOnly(0.0);
    }

    private static NetworkGraph network(String name, java.util.function.BiFunction<GraphBuilder, String, String> body) {
        GraphBuilder builder = builder(name);
        String x = smooth(builder, "stem", conv(builder, "stem", builder.input(), 3, 6));
        x = body.apply(builder, x);
        TensorShape shape = builder.build(x).shape(x);
        return builder.build(head(builder, x, shape.channels()));
    }

    private static GraphBuilder builder(String name) {
        return new GraphBuilder(
                name,
                new NetworkGraph.Input("input", TensorShape.image(3, 12, 10)),
                RandomNetworks.initialiser(name.length()));
    }

    private static NetworkGraph single(Operator operator, TensorShape input) {
        GraphBuilder builder =
                new GraphBuilder("single", new NetworkGraph.Input("input", input), RandomNetworks.initialiser(4));
        return builder.build(builder.add("op", operator, builder.input()));
    }

    private static String conv(GraphBuilder graph, String name, String x, int in, int out) {
        return graph.add(name, new Operator.Conv2d(in, out, Window.square(3, 1, 1), 1, true), x);
    }

    private static String smooth(GraphBuilder graph, String name, String x) {
        return graph.add(name + ".act", new Activation(Activation.Function.TANH), x);
    }

    private static String head(GraphBuilder graph, String x, int channels) {
        x = graph.add("mean", new ReduceMean(List.of(1, 2), false), x);
        return graph.add("fc", new Operator.Dense(channels, 5, true), x);
    }

    private static String squeezeExcite(GraphBuilder graph, String x) {
        String gate = graph.add("gap", new Operator.GlobalAveragePool(), x);
        gate = graph.add("reduce", new Operator.Conv2d(6, 2, Window.square(1, 1, 0), 1, true), gate);
        gate = smooth(graph, "reduce", gate);
        gate = graph.add("expand", new Operator.Conv2d(2, 6, Window.square(1, 1, 0), 1, true), gate);
        gate = graph.add("gate", Activation.hardSigmoid(0.2, 0.5), gate);
        String scaled = graph.add("excite", Elementwise.MULTIPLY, x, gate);
        String normed = graph.add("norm", new Operator.BatchNorm(6, 1e-3), scaled);
        return graph.add("twice", Elementwise.MULTIPLY, normed, normed);
    }

    private static String paddedShortcut(GraphBuilder graph, String x) {
        String main = graph.add("conv", new Operator.Conv2d(6, 10, Window.square(3, 2, 1), 1, false), x);
        String shortcut = graph.add(
                "subsample",
                new Slice(List.of(
                        new Slice.Range(1, 0, Slice.TO_THE_END, 2), new Slice.Range(2, 0, Slice.TO_THE_END, 2))),
                x);
        shortcut = graph.add("pad", new Pad(Pad.Mode.CONSTANT, List.of(2, 0, 0), List.of(2, 0, 0), 0), shortcut);
        return smooth(graph, "sum", graph.add("sum", Elementwise.ADD, main, shortcut));
    }

    private static String grouped(GraphBuilder graph, String x) {
        Window uneven = new Window(
                Window.Size.square(3), Window.Size.square(2), new Window.Padding(0, 1, 1, 1), Window.Size.square(1));
        String y = graph.add("groups", new Operator.Conv2d(6, 9, uneven, 3, true), x);
        y = smooth(graph, "groups", y);
        y = graph.add("depthwise", new Operator.Conv2d(9, 18, Window.square(3, 1, 1), 9, true), y);
        y = graph.add("pairs", new Operator.Conv2d(18, 4, Window.square(1, 1, 0), 2, false), y);
        return graph.add("leaky", Activation.leakyRelu(0.1), y);
    }

    private static String transposed(GraphBuilder graph, String x) {
        Window window = new Window(
                Window.Size.square(3), Window.Size.square(2), new Window.Padding(1, 1, 1, 1), Window.Size.square(1));
        String y = graph.add(
                "up", new Operator.ConvTranspose2d(6, 4, window, new Operator.ConvTranspose2d.Extra(1, 1), 1, true), x);
        y = smooth(graph, "up", y);
        y = graph.add(
                "up.groups",
                new Operator.ConvTranspose2d(
                        4, 6, Window.square(2, 2, 0), Operator.ConvTranspose2d.Extra.NONE, 2, false),
                y);
        y = graph.add(
                "up.depthwise",
                new Operator.ConvTranspose2d(
                        6, 6, Window.square(3, 1, 2), Operator.ConvTranspose2d.Extra.NONE, 6, true),
                y);
        return graph.add(
                "resize",
                new Resize(Resize.Interpolation.LINEAR, Resize.Coordinates.HALF_PIXEL, new Resize.Scale(0.25, 0.25)),
                y);
    }

    private static String poolings(GraphBuilder graph, String x) {
        Window uneven = new Window(
                new Window.Size(3, 2), Window.Size.square(2), new Window.Padding(0, 1, 1, 0), Window.Size.square(1));
        Operator.Pool.Kind average = Operator.Pool.Kind.AVERAGE;
        String a = graph.add("uneven", new Operator.Pool(average, uneven), x);
        String b = graph.add("uneven.counting", new Operator.Pool(average, uneven, false, true), x);
        String c = graph.add("max", new Operator.Pool(Operator.Pool.Kind.MAX, uneven), x);
        String y = graph.add("join", new Concat(0, 3), a, b, c);
        String d = graph.add("ceil", new Operator.Pool(average, Window.square(3, 2, 1), true, false), y);
        String e = graph.add("ceil.counting", new Operator.Pool(average, Window.square(3, 2, 1), true, true), y);
        String f = graph.add(
                "ceil.max", new Operator.Pool(Operator.Pool.Kind.MAX, Window.square(3, 2, 1), true, false), y);
        String g = graph.add("even.counting", new Operator.Pool(average, Window.square(3, 2, 1), false, true), y);
        y = graph.add("sum", Elementwise.ADD, graph.add("de", Elementwise.ADD, d, e), f);
        return graph.add("join2", new Concat(1, 2), y, g);
    }

    private static String mobile(GraphBuilder graph, String x) {
        String y = graph.add("expand", new Operator.Conv2d(6, 12, Window.square(1, 1, 0), 1, false), x);
        y = graph.add("expand.norm", new Operator.BatchNorm(12, 1e-3), y);
        y = graph.add("expand.act", new Activation(Activation.Function.HARD_SWISH), y);
        y = graph.add("depthwise", new Operator.Conv2d(12, 12, Window.square(3, 1, 1), 12, false), y);
        y = graph.add("depthwise.norm", new Operator.BatchNorm(12, 1e-3), y);
        y = graph.add("depthwise.act", Activation.relu6(), y);
        y = graph.add("project", new Operator.Conv2d(12, 6, Window.square(1, 1, 0), 1, true), y);
        return graph.add("residual", Elementwise.ADD, x, y);
    }

    /** A channel shuffle, a split and a dense concatenation. */
    private static String shuffled(GraphBuilder graph, String x) {
        String y = graph.add("cut", new Reshape(List.of(2, 3, 12, 10)), x);
        y = graph.add("swap", new Rearrangement.Transpose(List.of(1, 0, 2, 3)), y);
        y = graph.add("join", new Reshape(List.of(6, 12, 10)), y);
        String first = graph.add("first", new Slice(List.of(new Slice.Range(0, 0, 2, 1))), y);
        String second = graph.add("second", new Slice(List.of(new Slice.Range(0, 2, 6, 1))), y);
        second = smooth(graph, "second.conv", conv(graph, "second.conv", second, 4, 3));
        y = graph.add("concat", new Concat(0, 3), first, second, x);
        return conv(graph, "last", y, 11, 4);
    }

    private static String arithmetic(GraphBuilder graph, String x) {
        String scale = graph.add("scale", new Arithmetic.Constant(TensorShape.image(6, 1, 1)));
        String one = graph.add("one", new Arithmetic.Constant(TensorShape.image(1, 1, 1)));
        String y = graph.add("scaled", Elementwise.MULTIPLY, x, scale);
        y = graph.add("shifted", new Elementwise(Elementwise.Kind.SUBTRACT), one, y);
        String z = graph.add("sigmoid", new Activation(Activation.Function.SIGMOID), conv(graph, "c", x, 6, 6));
        z = graph.add(
                "positive", Elementwise.ADD, z, graph.add("two", new Arithmetic.Constant(TensorShape.image(1, 1, 1))));
        y = graph.add("quotient", new Elementwise(Elementwise.Kind.DIVIDE), y, z);
        String weights = graph.add("weights", new Operator.Softmax(0), z);
        return graph.add("weighted", Elementwise.MULTIPLY, y, weights);
    }

    /** A 1x1 convolution behind the pooling makes the logits, and a softmax over channels and a change of shape follow. */
    private static NetworkGraph convolutionalHead() {
        GraphBuilder graph = builder("convolutionalHead");
        String x = smooth(graph, "stem", conv(graph, "stem", graph.input(), 3, 6));
        x = graph.add("gap", new Operator.GlobalAveragePool(), x);
        x = graph.add("logits", new Operator.Conv2d(6, 5, Window.square(1, 1, 0), 1, true), x);
        return graph.build(graph.add("squeezed", new Squeeze(List.of(1, 2)), x));
    }

    @Test
    void aSoftmaxBeforeAChangeOfShapeIsCutOff() {
        GraphBuilder graph = builder("softmax");
        String x = conv(graph, "stem", graph.input(), 3, 5);
        x = graph.add("gap", new Operator.GlobalAveragePool(), x);
        x = graph.add("prob", new Operator.Softmax(0), x);
        NetworkGraph network = graph.build(graph.add("flat", new Flatten(), x));
        NetworkGraph logits = LogitsNetwork.of(network);
        assertThat(logits.nodes()).extracting(Node::name).containsExactly("stem", "gap", "flat");
        NetworkGraph trained = Trainer.of(TrainingSettings.DEFAULTS
                        .withSchedule(new TrainingSettings.Schedule(0.1, 0))
                        .withEpochs(1)
                        .withBatchSize(4))
                .train(network, images(network, 4), PLAIN);
        assertThat(trained.nodes()).isEqualTo(network.nodes());
        assertThat(trained.parameters().get("stem.weight"))
                .isNotEqualTo(network.parameters().get("stem.weight"));
    }

    private static NetworkGraph moved(NetworkGraph graph, String parameter, INDArray by) {
        return graph.withParameters(graph.parameters()
                .with(Map.of(parameter, graph.parameters().get(parameter).add(by))));
    }

    /** Mean cross entropy of inference in NCHW. */
    private static double loss(NetworkGraph graph, ImageSet images) {
        float[][] logits = Dl4jCodec.toDl4j(graph)
                .outputSingle(images.batch(0, images.size(), PLAIN))
                .toFloatMatrix();
        TrainingLoss loss = new TrainingLoss(TrainingSettings.Distillation.NONE);
        double sum = 0;
        for (int image = 0; image < logits.length; image++) {
            float[] target = new float[5];
            target[images.label(image)] = 1;
            sum += loss.value(logits[image], target) / logits.length;
        }
        return sum;
    }

    private static ImageSet images(NetworkGraph graph, int count) {
        RandomGenerator random = RandomKey.of(3, "test.images").generator();
        byte[] pixels = new byte[count * graph.input().shape().size()];
        int[] labels = new int[count];
        for (int image = 0; image < count; image++) {
            labels[image] = image % 5;
            for (int i = 0; i < graph.input().shape().size(); i++) {
                pixels[image * graph.input().shape().size() + i] = (byte) (40 * labels[image] + random.nextInt(56));
            }
        }
        return ImageSet.of(graph.input().shape(), List.of("a", "b", "c", "d", "e"), pixels, labels);
    }
}
