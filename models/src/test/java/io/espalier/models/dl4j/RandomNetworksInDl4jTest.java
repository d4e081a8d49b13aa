package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Random networks of every kind: DL4J in both formats against plain loops over doubles. */
class RandomNetworksInDl4jTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    private static final int SEEDS = 80;

    /** Float32 sums in another order through a dozen layers, by the size of the outputs. */
    private static final double SUMMATION_ORDER = 1e-4;

    /** Step along the gradient, short enough to cross few kinks; the reference computes in doubles. */
    private static final double STEP = 1e-4;

    /** Float32 sums in the gradient, and kinks that the step crosses; by the length of the gradient. */
    private static final double DIFFERENCE = 2e-3;

    /** Networks that DL4J takes, with their seed in the name. */
    static List<NetworkGraph> accepted() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(RandomNetworks::any)
                .filter(graph -> refusal(graph).isEmpty())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void bothFormatsComputeWhatTheReferenceDoes(String name, NetworkGraph graph) {
        INDArray images = RandomNetworks.images(graph, 2, 1);
        List<INDArray> expected = ReferenceInterpreter.outputs(graph, images);
        INDArray[] found = Dl4jCodec.toDl4j(graph).output(images);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertSame(found[i], expected.get(i));
        }
        TrainingNetwork training = TrainingNetwork.of(graph, new NoOp(), 0);
        INDArray logits = Objects.requireNonNull(training.network()
                .feedForward(images.permute(0, 2, 3, 1).dup('c'), false)
                .get(training.logits()));
        assertSame(logits, ReferenceInterpreter.output(LogitsNetwork.of(graph), images));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void bothEnginesGiveTheSameOutputs(String name, NetworkGraph graph) {
        INDArray images = RandomNetworks.images(graph, 2, 3);
        INDArray[] found = Dl4jCodec.toDl4j(graph).output(images);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            List<INDArray> expected =
                    graph.outputs().stream().map(engine.outputs(images)::get).toList();
            for (int i = 0; i < found.length; i++) {
                assertSame(found[i], expected.get(i));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void aZipIsReadBackAsANetworkThatActsTheSame(String name, NetworkGraph graph, @TempDir Path folder) {
        Path zip = folder.resolve("network.zip");
        Dl4jCodec.write(graph, zip);
        NetworkGraph read = Dl4jCodec.read(zip);
        INDArray images = RandomNetworks.images(graph, 2, 1);
        assertThat(read.outputs()).isEqualTo(graph.outputs());
        assertSame(ReferenceInterpreter.output(read, images), ReferenceInterpreter.output(graph, images));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fewNames")
    void theGradientIsTheSlopeOfTheReferencesLoss(String name, NetworkGraph graph) {
        double[] slopes = slopes(graph, STEP);
        assertThat(slopes[0]).isPositive();
        assertThat(slopes[1]).isCloseTo(slopes[0], within(DIFFERENCE * slopes[0]));
    }

    /** The gradient's length, and the central difference along it. */
    static double[] slopes(NetworkGraph graph, double step) {
        NetworkGraph frozen = FrozenBatchNorm.replacedIn(LogitsNetwork.of(graph));
        INDArray images = RandomNetworks.images(graph, 2, 1);
        INDArray targets = Nd4j.createFromArray(new float[][] {
            {0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0, 0.5f, 0.5f, 0}
        });
        BatchSource.Batch batch =
                new BatchSource.Batch(images.permute(0, 2, 3, 1).dup('c'), targets, List.of(2, 7));
        Map<String, INDArray> gradients = new GradientMeasurement(graph).gradients(batch);
        double length = Math.sqrt(gradients.values().stream()
                .mapToDouble(gradient -> Math.pow(gradient.norm2Number().doubleValue(), 2))
                .sum());
        double slope = (loss(moved(frozen, gradients, step / length), images, targets)
                        - loss(moved(frozen, gradients, -step / length), images, targets))
                / (2 * step);
        return new double[] {length, slope};
    }

    @Test
    void whatIsRefusedIsNamed() {
        List<NetworkGraph> refused = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(RandomNetworks::any)
                .filter(graph -> !refusal(graph).isEmpty())
                .toList();
        assertThat(refused).hasSizeBetween(1, SEEDS / 3);
        for (NetworkGraph graph : refused) {
            assertThatThrownBy(() -> Dl4jCodec.toDl4j(graph))
                    .as(graph.name())
                    .isInstanceOf(UnsupportedNetworkException.class)
                    .hasMessageContaining("'" + refusal(graph) + "'");
        }
    }

    /** The node that DL4J refuses: one that shares its weights, or is dense and no vector's; empty if it takes all. */
    private static String refusal(NetworkGraph graph) {
        Set<String> owned = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (!node.parameters().stream().allMatch(owned::add)) {
                return node.name();
            }
        }
        return graph.nodes().stream()
                .filter(node -> node.operator() instanceof Operator.Dense
                        && !graph.shape(node.name()).isVector())
                .map(Node::name)
                .findFirst()
                .orElse("");
    }

    static List<Object[]> names() {
        List<Object[]> names = new ArrayList<>();
        accepted().forEach(graph -> names.add(new Object[] {graph.name(), graph}));
        return names;
    }

    static List<Object[]> fewNames() {
        return names().subList(0, 30);
    }

    private static void assertSame(INDArray found, INDArray expected) {
        INDArray difference = found.castTo(DataType.DOUBLE).sub(expected.castTo(DataType.DOUBLE));
        double size = Math.max(1, expected.amaxNumber().doubleValue());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(difference.amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER * size));
    }

    private static NetworkGraph moved(NetworkGraph graph, Map<String, INDArray> gradients, double factor) {
        Map<String, INDArray> moved = new HashMap<>();
        gradients.forEach(
                (name, gradient) -> moved.put(name, graph.parameters().get(name).add(gradient.mul(factor))));
        return graph.withParameters(graph.parameters().with(moved));
    }

    private static double loss(NetworkGraph graph, INDArray images, INDArray targets) {
        double[][] logits = ReferenceInterpreter.output(graph, images)
                .castTo(DataType.DOUBLE)
                .toDoubleMatrix();
        double[][] wanted = targets.castTo(DataType.DOUBLE).toDoubleMatrix();
        return IntStream.range(0, logits.length)
                .mapToDouble(image -> crossEntropy(logits[image], wanted[image]) / logits.length)
                .sum();
    }

    private static double crossEntropy(double[] logits, double[] target) {
        double sum = 0;
        double loss = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        for (int i = 0; i < logits.length; i++) {
            loss -= target[i] * (logits[i] - Math.log(sum));
        }
        return loss;
    }
}
