package io.espalier.models.dl4j;

import static io.espalier.models.dl4j.OneDnnProofCase.relativeDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.models.dl4j.OneDnnProofCase.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What {@link OneDnnSupport} claims: outputs, parameter gradients and input gradients equal the built-in path's and the finite differences. */
class OneDnnProofTest {

    /** Sums of some hundred float products, taken in another order. */
    private static final double ROUNDING_OF_FLOAT_SUMS = 3e-6;

    /** Truncation and cancellation of a central difference with {@link #STEP} in double precision. */
    private static final double CENTRAL_DIFFERENCE = 1e-6;

    private static final double STEP = 1e-5;

    /** The endings of the names of batch norm's running statistics. */
    private static final List<String> STATISTICS = List.of("mean", "var", "log10stdev");

    private static int threads;

    @BeforeAll
    static void oneDnnIsThere() {
        assumeTrue(OneDnnBridge.enable().active(), OneDnnBridge.status().reason());
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        threads = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(1); // for arrays this small, threads mostly wait for each other
    }

    @AfterAll
    static void threadsAsBefore() {
        if (threads > 0) {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        }
    }

    static Stream<OneDnnProofCase> cases() {
        List<OneDnnProofCase> cases = new ArrayList<>();
        for (CNN2DFormat format : CNN2DFormat.values()) {
            convolutions().forEach((name, layer) -> cases.add(new OneDnnProofCase(name, format, 3, layer)));
            cases.add(new OneDnnProofCase(
                    "3x3 of 16 channels to 32",
                    format,
                    16,
                    f -> conv(3, 3).nOut(32).padding(1, 1).dataFormat(f).build()));
            cases.add(new OneDnnProofCase("batch norm", format, 5, f -> norm(f, true)));
            cases.add(new OneDnnProofCase("batch norm of 16 channels", format, 16, f -> norm(f, true)));
            cases.add(new OneDnnProofCase("batch norm with plain variance", format, 5, f -> norm(f, false)));
        }
        return cases.stream();
    }

    private static Map<String, Function<CNN2DFormat, Layer>> convolutions() {
        return ordered(
                Map.entry("1x1", f -> conv(1, 1).dataFormat(f).build()),
                Map.entry(
                        "1x1 stride 2",
                        f -> conv(1, 1).stride(2, 2).dataFormat(f).build()),
                Map.entry("3x3 without padding", f -> conv(3, 3).dataFormat(f).build()),
                Map.entry(
                        "3x3 padding 1",
                        f -> conv(3, 3).padding(1, 1).dataFormat(f).build()),
                Map.entry(
                        "3x3 without bias",
                        f -> conv(3, 3).hasBias(false).dataFormat(f).build()),
                Map.entry("3x3 with ReLU", f -> conv(3, 3)
                        .activation(Activation.RELU)
                        .dataFormat(f)
                        .build()),
                Map.entry(
                        "3x3 padding 1 stride 2, cut off",
                        f -> conv(3, 3).padding(1, 1).stride(2, 2).dataFormat(f).build()),
                Map.entry(
                        "5x5 padding 2",
                        f -> conv(5, 5).padding(2, 2).dataFormat(f).build()),
                Map.entry(
                        "3x5 padding 1x2 stride 1x2",
                        f -> conv(3, 5).padding(1, 2).stride(1, 2).dataFormat(f).build()),
                Map.entry("3x3 same", f -> same(3, 3).dataFormat(f).build()),
                Map.entry(
                        "3x3 same stride 2",
                        f -> same(3, 3).stride(2, 2).dataFormat(f).build()),
                Map.entry("2x4 same", f -> same(2, 4).dataFormat(f).build()),
                Map.entry("3x3 strict", f -> conv(3, 3)
                        .convolutionMode(ConvolutionMode.Strict)
                        .padding(1, 1)
                        .dataFormat(f)
                        .build()));
    }

    @SafeVarargs
    private static Map<String, Function<CNN2DFormat, Layer>> ordered(
            Map.Entry<String, Function<CNN2DFormat, Layer>>... entries) {
        Map<String, Function<CNN2DFormat, Layer>> map = new LinkedHashMap<>();
        for (Map.Entry<String, Function<CNN2DFormat, Layer>> entry : entries) {
            map.put(entry.getKey(), entry.getValue());
        }
        return map;
    }

    private static ConvolutionLayer.Builder conv(int height, int width) {
        return new ConvolutionLayer.Builder(height, width)
                .nOut(7)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.IDENTITY)
                .helperAllowFallback(false);
    }

    private static ConvolutionLayer.Builder same(int height, int width) {
        return conv(height, width).convolutionMode(ConvolutionMode.Same);
    }

    private static Layer norm(CNN2DFormat format, boolean logarithmic) {
        return new BatchNormalization.Builder()
                .useLogStd(logarithmic)
                .dataFormat(format)
                .helperAllowFallback(false)
                .build();
    }

    /** Layers that stay as DL4J made them. Their operations are ND4J's own, some of which use oneDNN for float inside. */
    static Stream<OneDnnProofCase> pools() {
        return Stream.of(CNN2DFormat.values())
                .flatMap(format -> Stream.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)
                        .flatMap(type -> Stream.of(ConvolutionMode.Truncate, ConvolutionMode.Same)
                                .map(mode -> new OneDnnProofCase(
                                        "%s pool %s".formatted(type, mode), format, 3, f -> pool(type, mode, f)))));
    }

    private static Layer pool(SubsamplingLayer.PoolingType type, ConvolutionMode mode, CNN2DFormat format) {
        return new SubsamplingLayer.Builder(type, new int[] {3, 2}, new int[] {2, 2})
                .convolutionMode(mode)
                .dataFormat(format)
                .build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneDnnEqualsTheBuiltInPathAndDoublePrecision(OneDnnProofCase layer) {
        MultiLayerNetwork oneDnn = layer.network(DataType.FLOAT, true);
        MultiLayerNetwork builtIn = layer.network(DataType.FLOAT, false);
        assertThat(oneDnn.getLayer(0).getHelper()).isNotNull();
        assertThat(builtIn.getLayer(0).getHelper()).isNull();
        Result actual = OneDnnProofCase.run(oneDnn, layer.input());
        assertEqual(actual, OneDnnProofCase.run(builtIn, layer.input()));
        assertEqual(actual, OneDnnProofCase.run(layer.network(DataType.DOUBLE, false), layer.input()));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void poolingIsLeftAloneAndEqualsDoublePrecision(OneDnnProofCase layer) {
        MultiLayerNetwork network = layer.network(DataType.FLOAT, true);
        assertThat(network.getLayer(0).getHelper()).isNull();
        assertEqual(
                OneDnnProofCase.run(network, layer.input()),
                OneDnnProofCase.run(layer.network(DataType.DOUBLE, false), layer.input()));
    }

    @ParameterizedTest
    @MethodSource({"cases", "pools"})
    void doublePrecisionEqualsFiniteDifferences(OneDnnProofCase layer) {
        MultiLayerNetwork network = layer.network(DataType.DOUBLE, false);
        INDArray input = layer.input();
        Result result = OneDnnProofCase.run(network, input);
        INDArray ofInput = OneDnnProofCase.draw("direction", input.shape());
        assertSlope(
                result.inputGradient(),
                ofInput,
                sign -> OneDnnProofCase.loss(network, input.add(ofInput.mul(sign * STEP))));
        if (network.numParams() > 0) {
            INDArray before = network.params().dup();
            INDArray ofParameters = directionOfLearnedParameters(network);
            assertSlope(result.gradient(), ofParameters, sign -> {
                network.params().assign(before.add(ofParameters.mul(sign * STEP)));
                return OneDnnProofCase.loss(network, input);
            });
        }
    }

    /** Random, but 0 for running statistics: what DL4J has in their place of the gradient is a step, not a slope. */
    private static INDArray directionOfLearnedParameters(MultiLayerNetwork network) {
        INDArray before = network.params().dup();
        network.paramTable()
                .forEach((key, values) -> values.assign(
                        STATISTICS.stream().anyMatch(key::endsWith)
                                ? values.mul(0)
                                : OneDnnProofCase.draw("direction " + key, values.shape())));
        INDArray direction = network.params().dup();
        network.params().assign(before);
        return direction;
    }

    /** One random direction tests all entries at once. */
    private static void assertSlope(INDArray gradient, INDArray direction, Function<Integer, Double> loss) {
        double slope = (loss.apply(1) - loss.apply(-1)) / (2 * STEP);
        double expected = gradient.mul(direction).sumNumber().doubleValue();
        double scale =
                gradient.norm2Number().doubleValue() * direction.norm2Number().doubleValue();
        assertThat(Math.abs(slope - expected) / scale).isLessThan(CENTRAL_DIFFERENCE);
    }

    /** DL4J keeps the padding of the first call: a second input of another size must not meet the first one's. */
    @ParameterizedTest
    @MethodSource("cases")
    void aSecondInputOfAnotherSizeIsTreatedLikeTheFirst(OneDnnProofCase layer) {
        MultiLayerNetwork oneDnn = layer.network(DataType.FLOAT, true);
        MultiLayerNetwork builtIn = layer.network(DataType.FLOAT, false);
        OneDnnProofCase.run(oneDnn, layer.input());
        INDArray second = layer.input(2, 11, 7);
        assertEqual(OneDnnProofCase.run(oneDnn, second), OneDnnProofCase.run(builtIn, second));
    }

    /** Without the guard of {@link OneDnnSupport} most of these return memory that nobody wrote. */
    @ParameterizedTest
    @MethodSource("cases")
    void arraysOfAnyOrderAreReadAsTheyAre(OneDnnProofCase layer) {
        INDArray plain = layer.input().castTo(DataType.FLOAT);
        INDArray permuted = plain.permute(3, 1, 2, 0).dup('c').permute(3, 1, 2, 0);
        Result expected = OneDnnProofCase.run(layer.network(DataType.FLOAT, false), plain);
        assertEqual(OneDnnProofCase.run(layer.network(DataType.FLOAT, true), permuted), expected);
        assertEqual(OneDnnProofCase.run(layer.network(DataType.FLOAT, true), plain.dup('f'), 'f'), expected);
    }

    private static void assertEqual(Result actual, Result expected) {
        assertEqual("output in inference mode", actual.inference(), expected.inference());
        assertEqual("output in training mode", actual.output(), expected.output());
        assertEqual("gradient of the parameters", actual.gradient(), expected.gradient());
        assertEqual("gradient of the input", actual.inputGradient(), expected.inputGradient());
    }

    private static void assertEqual(String what, INDArray actual, INDArray expected) {
        assertThat(relativeDifference(actual, expected)).as(what).isLessThan(ROUNDING_OF_FLOAT_SUMS);
    }
}
