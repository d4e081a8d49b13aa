package io.espalier.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxEngineTest {

    /** Largest difference of a tensor over its largest magnitude: float32 kernels with folded batch norm against double loops. */
    private static final double FLOAT32_ROUNDING = 1e-5;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyTensorOfARandomNetworkEqualsTheReference(long seed) {
        requireEqualToReference(RandomNetworks.residual(seed), 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = ZooNetwork.class,
            names = {"LENET5", "RESNET8"})
    void everyTensorOfAZooNetworkEqualsTheReference(ZooNetwork network) {
        requireEqualToReference(network.create(TensorShape.image(1, 28, 28), 10, 3), 1);
    }

    @Test
    void scoreIsAccuracyCrossEntropyAndConfidenceOfTheLogits() {
        NetworkGraph graph = RandomNetworks.residual(2);
        ImageSet images = images(graph, 23);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            INDArray logits = engine.logits(images.batch(0, 23, normalisation(graph)));
            double hits = 0;
            double crossEntropy = 0;
            double confidence = 0;
            List<Integer> predictions = new ArrayList<>();
            for (int i = 0; i < 23; i++) {
                INDArray row = logits.getRow(i);
                predictions.add(row.argMax().getInt(0));
                hits += predictions.get(i) == images.label(i) ? 1 : 0;
                double sum = IntStream.range(0, 10)
                        .mapToDouble(k -> Math.exp(row.getDouble(k)))
                        .sum();
                crossEntropy += Math.log(sum) - row.getDouble(images.label(i));
                double damped = IntStream.range(0, 10)
                        .mapToDouble(k -> Math.exp(row.getDouble(k) / 2))
                        .sum();
                confidence += Math.exp(row.getDouble(images.label(i)) / 2) / damped;
            }
            Score score = engine.score(PreparedImages.of(images, normalisation(graph), 8));
            assertThat(score.accuracy()).isEqualTo(hits / 23).isBetween(0.01, 0.99);
            assertThat(score.crossEntropy()).isCloseTo(crossEntropy / 23, Offset.offset(FLOAT32_ROUNDING));
            assertThat(score.confidence()).isCloseTo(confidence / 23, Offset.offset(FLOAT32_ROUNDING));
            assertThat(engine.predictions(images, normalisation(graph), 8)).isEqualTo(predictions);
            assertThat(engine.accuracy(images, normalisation(graph), 23)).isEqualTo(hits / 23);
        }
    }

    @Test
    void preparedImagesAreSharedByEnginesOnSeveralThreads() {
        NetworkGraph graph = RandomNetworks.residual(3);
        PreparedImages images = PreparedImages.of(images(graph, 50), normalisation(graph), 16);
        byte[] model = OnnxCodec.toBytes(graph);
        try (OnnxEngine engine = OnnxEngine.open(model, EngineSettings.DEFAULTS)) {
            Score alone = engine.score(images);
            List<Score> together = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> {
                        try (OnnxEngine own = OnnxEngine.open(model, EngineSettings.DEFAULTS)) {
                            return i % 2 == 0 ? engine.score(images) : own.score(images);
                        }
                    })
                    .toList();
            assertThat(together).containsOnly(alone);
        }
    }

    @Test
    void preparedRunRepeatsTheSameInference() {
        NetworkGraph graph = RandomNetworks.residual(4);
        INDArray images = RandomNetworks.images(graph, 2, 6);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS);
                PreparedRun run = engine.prepare(images)) {
            float[] expected = engine.logits(images).dup('c').data().asFloat();
            images.assign(0);
            for (int repetition = 0; repetition < 3; repetition++) {
                run.run();
                float[] found = new float[expected.length];
                run.logits().get(found);
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyOptimisationGivesTheSameLogits() {
        NetworkGraph graph = RandomNetworks.residual(5);
        INDArray images = RandomNetworks.images(graph, 2, 6);
        INDArray expected = ReferenceInterpreter.output(graph, images);
        for (EngineSettings.Optimisation level : EngineSettings.Optimisation.values()) {
            EngineSettings settings =
                    EngineSettings.DEFAULTS.withOptimisation(level).withIntraOpThreads(2);
            try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), settings)) {
                requireClose(level.name(), engine.logits(images), expected);
            }
        }
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        NetworkGraph graph = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 3);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            assertThat(engine.inputShape()).isEqualTo(TensorShape.image(1, 28, 28));
            assertThatThrownBy(() -> engine.logits(Nd4j.zeros(2, 3, 28, 28)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("images must be of shape [1, 28, 28]: [3, 28, 28]");
            assertThatThrownBy(() -> engine.logits(Nd4j.zeros(1, 28, 28)))
                    .hasMessage("images must be [count, channels, height, width]: [1, 28, 28]");
        }
    }

    @Test
    void logitsThatAreNotFiniteStopTheScore() {
        NetworkGraph graph = RandomNetworks.residual(1);
        String bias = graph.node(graph.output()).parameter(Roles.BIAS);
        INDArray broken = graph.parameters().get(bias).dup();
        broken.putScalar(4, Float.NaN);
        NetworkGraph changed = graph.withParameters(graph.parameters().with(Map.of(bias, broken)));
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(changed), EngineSettings.DEFAULTS)) {
            assertThatThrownBy(() -> engine.accuracy(images(graph, 3), normalisation(graph), 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("logits must be finite: NaN for image 0");
        }
    }

    @Test
    void imagesOfOtherClassesAreRefused() {
        NetworkGraph graph = RandomNetworks.residual(1);
        ImageSet ten = images(graph, 4);
        byte[] pixels = new byte[4 * graph.input().shape().size()];
        ImageSet two = ImageSet.of(ten.shape(), List.of("a", "b"), pixels, new int[4]);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            assertThatThrownBy(() -> engine.accuracy(two, normalisation(graph), 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("network must have one logit for each of 2 classes: 10");
        }
    }

    @Test
    void bytesThatAreNoModelAreRefused() {
        assertThatThrownBy(() -> OnnxEngine.open(new byte[] {1, 2, 3}, EngineSettings.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model must be one that ONNX Runtime can load: ");
    }

    @Test
    void threadsMustBePositive() {
        assertThatThrownBy(() -> EngineSettings.DEFAULTS.withIntraOpThreads(0))
                .hasMessage("threads must be positive: intra-op 0, inter-op 1");
    }

    private static ImageSet images(NetworkGraph graph, int count) {
        RandomGenerator random = RandomKey.of(9, "test.bytes").generator();
        byte[] pixels = new byte[count * graph.input().shape().size()];
        random.nextBytes(pixels);
        List<String> classes =
                IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        int[] labels = IntStream.range(0, count).map(i -> i % 10).toArray();
        return ImageSet.of(graph.input().shape(), classes, pixels, labels);
    }

    private static Normalisation normalisation(NetworkGraph graph) {
        int channels = graph.input().shape().channels();
        return new Normalisation(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
    }

    private static void requireEqualToReference(NetworkGraph graph, int count) {
        INDArray images = RandomNetworks.images(graph, count, 5);
        List<String> taps = graph.nodes().stream().map(Node::name).toList();
        Map<String, INDArray> expected = ReferenceInterpreter.run(graph, images);
        try (OnnxEngine tapped = OnnxEngine.open(OnnxCodec.toBytes(graph, taps), EngineSettings.DEFAULTS);
                OnnxEngine plain = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            Map<String, INDArray> found = tapped.outputs(images);
            assertThat(found.keySet()).startsWith(graph.output()).hasSize(taps.size());
            taps.forEach(tap -> requireClose(tap, get(found, tap), get(expected, tap)));
            requireClose(graph.output(), plain.logits(images), get(expected, graph.output()));
        }
    }

    private static INDArray get(Map<String, INDArray> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static void requireClose(String tensor, INDArray found, INDArray expected) {
        assertThat(found.shape()).as(tensor).isEqualTo(expected.shape());
        double scale = expected.amaxNumber().doubleValue();
        double difference =
                found.sub(expected.castTo(found.dataType())).amaxNumber().doubleValue();
        assertThat(difference / scale).as(tensor).isLessThan(FLOAT32_ROUNDING);
    }
}
