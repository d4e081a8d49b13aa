package io.espalier.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pruned random networks of every kind: the file, ONNX Runtime, DL4J and plain loops over doubles agree on what they compute. */
class AnyNetworkEnginesTest {

    private static final int SEEDS = 500;

    /** Largest difference of an output over its largest magnitude: float32 sums through a dozen layers against doubles. */
    private static final double FLOAT32_SUMS = 1e-4;

    /** The same for doubles whose operators' figures (epsilon, slopes, bounds) were rounded to float32, as ONNX keeps them. */
    private static final double FLOAT32_FIGURES = 1e-6;

    private static final AtomicInteger taken = new AtomicInteger();
    private static final AtomicInteger refused = new AtomicInteger();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPrunedNetworkIsWrittenReadAndRunAsItIs(long seed) {
        NetworkGraph pruned = pruned(seed);
        byte[] model = OnnxCodec.toBytes(pruned);
        INDArray images = RandomNetworks.images(pruned, 1, seed);
        List<INDArray> expected = ReferenceInterpreter.outputs(pruned, images);
        List<INDArray> found = onnxRuntime(model, images);
        requireSame(found, expected, FLOAT32_SUMS);
        // Some nodes have two forms (a reshape to one dimension is a flatten) and some figures are rounded to float32:
        // once, not twice.
        NetworkGraph read = OnnxCodec.fromBytes(model, "memory");
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(read), "memory");
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(read));
        requireSame(ReferenceInterpreter.outputs(read, images), expected, FLOAT32_FIGURES);
        requireSame(dl4j(pruned, images).orElse(found), found, FLOAT32_SUMS);
    }

    /** What DL4J cannot compute (shared parameters, dense layers over images) it refuses by name; it takes most networks. */
    private static Optional<List<INDArray>> dl4j(NetworkGraph graph, INDArray images) {
        try {
            ComputationGraph network = Dl4jCodec.toDl4j(graph);
            // DL4J's output(...) fails on some networks with an output in their middle (it loses a workspace), this way
            // does not.
            Map<String, INDArray> tensors = network.feedForward(images, false);
            List<INDArray> outputs = network.getConfiguration().getNetworkOutputs().stream()
                    .map(tensors::get)
                    .toList();
            taken.incrementAndGet();
            return Optional.of(outputs);
        } catch (UnsupportedNetworkException refusal) {
            assertThat(refusal.getMessage()).containsPattern("'\\w+'");
            refused.incrementAndGet();
            return Optional.empty();
        }
    }

    @AfterAll
    static void dl4jTakesMostNetworks() {
        assertThat(taken.get()).isGreaterThan(2 * refused.get());
    }

    private static NetworkGraph pruned(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        return Surgeon.prune(graph, groups, RandomPlans.of(groups, seed));
    }

    private static List<INDArray> onnxRuntime(byte[] model, INDArray images) {
        try (OnnxEngine engine = OnnxEngine.open(model, EngineSettings.DEFAULTS)) {
            return new ArrayList<>(engine.outputs(images).values());
        }
    }

    private static void requireSame(List<INDArray> found, List<INDArray> expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int output = 0; output < found.size(); output++) {
            INDArray reference = expected.get(output).castTo(DataType.DOUBLE);
            INDArray difference = found.get(output).castTo(DataType.DOUBLE).sub(reference);
            double largest = Math.max(1, reference.amaxNumber().doubleValue());
            assertThat(found.get(output).shape()).isEqualTo(reference.shape());
            assertThat(difference.amaxNumber().doubleValue()).isLessThanOrEqualTo(largest * tolerance);
        }
    }
}
