package io.espalier.models.dl4j;

import static io.espalier.models.dl4j.OneDnnProofCase.relativeDifference;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Whole residual networks in oneDNN: equal to the built-in path but for rounding, unless rounding decides on which side of 0 a ReLU is. */
class OneDnnNetworkTest {

    /** Rounding of one layer, grown through twenty. */
    private static final double ROUNDING_OF_A_DEEP_NETWORK = 2e-5;

    /** What a few flipped ReLUs of the last stage are worth; see the decisive experiment below. */
    private static final double A_FEW_FLIPPED_RELUS = 0.05;

    private static final int BATCH = 8;
    private static final int SIDE = 16;

    @BeforeAll
    static void oneDnnIsThere() {
        assumeTrue(OneDnnBridge.enable().active(), OneDnnBridge.status().reason());
    }

    private static ComputationGraph graph(BenchmarkNetwork network, boolean oneDnn) {
        ComputationGraph graph = new ComputationGraph(network.configuration());
        graph.init();
        if (oneDnn) {
            assertThat(OneDnnBridge.configure(graph)).isNotEmpty();
        }
        return graph;
    }

    private static BenchmarkNetwork network(int blocks, CNN2DFormat format, Activation activation) {
        return new BenchmarkNetwork(blocks, SIDE, 3, format, DataType.FLOAT, activation);
    }

    private static INDArray images(long seed, CNN2DFormat format) {
        INDArray nchw =
                OneDnnProofCase.draw("images " + seed, BATCH, 3, SIDE, SIDE).castTo(DataType.FLOAT);
        return format == CNN2DFormat.NCHW ? nchw : nchw.permute(0, 2, 3, 1).dup('c');
    }

    private static INDArray labels() {
        return Nd4j.eye(BenchmarkNetwork.CLASSES)
                .get(NDArrayIndex.interval(0, BATCH), NDArrayIndex.all())
                .castTo(DataType.FLOAT);
    }

    private static INDArray gradient(ComputationGraph graph, INDArray images) {
        graph.setInputs(images);
        graph.setLabels(labels());
        graph.computeGradientAndScore();
        return graph.gradient().gradient().dup();
    }

    /** Which ReLUs are on, in training mode. */
    private static Map<String, boolean[]> signs(ComputationGraph graph, INDArray images) {
        Map<String, boolean[]> signs = new TreeMap<>();
        graph.feedForward(images, true).forEach((name, values) -> {
            if (name.endsWith(".act")) {
                float[] flat = values.dup('c').data().asFloat();
                boolean[] on = new boolean[flat.length];
                for (int i = 0; i < on.length; i++) {
                    on[i] = flat[i] > 0;
                }
                signs.put(name, on);
            }
        });
        return signs;
    }

    private static int flips(Map<String, boolean[]> one, Map<String, boolean[]> other) {
        return one.entrySet().stream()
                .mapToInt(entry -> {
                    boolean[] there = requireNonNull(other.get(entry.getKey()));
                    return (int) IntStream.range(0, there.length)
                            .filter(i -> there[i] != entry.getValue()[i])
                            .count();
                })
                .sum();
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void trainsToTheSameWeightsAndRunningStatistics(CNN2DFormat format) {
        BenchmarkNetwork smooth = network(1, format, Activation.TANH);
        ComputationGraph oneDnn = graph(smooth, true);
        ComputationGraph builtIn = graph(smooth, false);
        INDArray start = builtIn.params().dup();
        for (int step = 1; step <= 3; step++) {
            DataSet batch = new DataSet(images(step, format), labels());
            oneDnn.fit(batch);
            builtIn.fit(batch);
        }
        assertThat(relativeDifference(
                        oneDnn.params().sub(start), builtIn.params().sub(start)))
                .isLessThan(ROUNDING_OF_A_DEEP_NETWORK);
        INDArray images = images(4, format);
        assertThat(relativeDifference(oneDnn.outputSingle(images), builtIn.outputSingle(images)))
                .isLessThan(ROUNDING_OF_A_DEEP_NETWORK);
    }

    @Test
    void aSmoothDeepNetworkDiffersByRoundingOnly() {
        BenchmarkNetwork smooth = network(3, CNN2DFormat.NCHW, Activation.TANH);
        INDArray images = images(1, CNN2DFormat.NCHW);
        INDArray oneDnn = gradient(graph(smooth, true), images);
        assertThat(relativeDifference(oneDnn, gradient(graph(smooth, false), images)))
                .isLessThan(ROUNDING_OF_A_DEEP_NETWORK);
        INDArray exact = gradient(graph(smooth.withDataType(DataType.DOUBLE), false), images.castTo(DataType.DOUBLE));
        assertThat(relativeDifference(oneDnn.castTo(DataType.DOUBLE), exact)).isLessThan(ROUNDING_OF_A_DEEP_NETWORK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aDeepReluNetworkDiffersByRoundingUnlessAReluFlips(long seed) {
        BenchmarkNetwork relu = network(3, CNN2DFormat.NCHW, Activation.RELU);
        ComputationGraph oneDnn = graph(relu, true);
        ComputationGraph builtIn = graph(relu, false);
        INDArray images = images(seed, CNN2DFormat.NCHW);
        boolean flipped = flips(signs(oneDnn, images), signs(builtIn, images)) > 0;
        double difference = relativeDifference(gradient(oneDnn, images), gradient(builtIn, images));
        assertThat(difference).isLessThan(flipped ? A_FEW_FLIPPED_RELUS : ROUNDING_OF_A_DEEP_NETWORK);
    }

    /**
     * The decisive experiment, on the built-in path alone: moving one shift by the smallest amount that turns off one ReLU of the last
     * stage changes the whole gradient by a fraction of a percent, and moving it as far the other way, where nothing flips, does not.
     */
    @Test
    void oneReluThatFlipsMovesTheGradientFarMoreThanTheStepThatFlipsIt() {
        ComputationGraph graph = graph(network(1, CNN2DFormat.NCHW, Activation.RELU), false);
        INDArray images = images(1, CNN2DFormat.NCHW);
        INDArray before = requireNonNull(graph.feedForward(images, true).get("stage2.block0.conv1.bn"))
                .dup('c');
        int nearest = nearestToZero(before.data().asFloat());
        double value = before.getDouble(nearest);
        long channel = nearest / (before.size(2) * before.size(3)) % before.size(1);
        INDArray shift = graph.getParam("stage2.block0.conv1.bn_beta");
        INDArray gradient = gradient(graph, images);
        Map<String, boolean[]> signs = signs(graph, images);

        double original = shift.getDouble(channel);
        shift.putScalar(channel, original - 1.1 * value);
        assertThat(flips(signs(graph, images), signs)).isPositive();
        double acrossZero = relativeDifference(gradient(graph, images), gradient);
        shift.putScalar(channel, original + 1.1 * value);
        assertThat(flips(signs(graph, images), signs)).isZero();
        double awayFromZero = relativeDifference(gradient(graph, images), gradient);
        assertThat(acrossZero).isGreaterThan(1e-3).isGreaterThan(10 * awayFromZero);
    }

    /** The index of the smallest magnitude that a tenth of still stands out of the rounding. */
    private static int nearestToZero(float[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> Math.abs(values[i]) > 1e-5)
                .reduce((i, k) -> Math.abs(values[i]) <= Math.abs(values[k]) ? i : k)
                .orElseThrow();
    }
}
