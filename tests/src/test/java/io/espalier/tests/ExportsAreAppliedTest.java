package io.espalier.tests;

import static io.espalier.models.export.LayerCut.Kind.CONVOLUTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.export.ExportFormat;
import io.espalier.models.export.ExportFormats;
import io.espalier.models.export.LayerCut;
import io.espalier.models.export.NetworkCut;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.SamplePolicies;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.surgery.Surgeon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The real Torch-Pruning and the real NNI apply exports of random policies to a PyTorch twin of ResNet-20 with the same weights; the programs
 * are in {@code src/test/torch}. Left out of quick builds.
 */
@EnabledIfSystemProperty(named = "espalier.torch.venv", matches = ".+")
class ExportsAreAppliedTest {

    private static final Path SHARED = Path.of(System.getProperty("espalier.shared", "../shared"));
    private static final int POLICIES = 20;
    private static final int SAMPLES = 8;
    private static final int CHAINS = 10;

    /** With 16, 32 and 64 channels a ratio of p / C is exact; with these Torch-Pruning or NNI would be one channel off for some p. */
    private static final List<Integer> WIDTHS = List.of(5, 6, 10, 11, 13, 17, 20, 22, 23, 26, 39, 43, 61);

    /** Both sum float32 products, in another order, to logits of about 10. */
    private static final double ANOTHER_ORDER_OF_SUMS = 1e-4;

    @TempDir
    private static Path folder;

    private static NetworkGraph whole;
    private static INDArray samples;

    @BeforeAll
    static void applyAll() throws IOException, InterruptedException {
        Path network = SHARED.resolve("models/cifar10-resnet20.onnx");
        Assumptions.assumeTrue(Files.isRegularFile(network), () -> "skipped: there is no " + network);
        whole = OnnxCodec.read(network);
        samples = RandomNetworks.images(whole, SAMPLES, 3);
        Files.copy(network, folder.resolve("network.onnx"));
        Files.write(folder.resolve("samples.bin"), bytes(samples.data().asFloat()));
        for (int policy : policies().toList()) {
            Path exports = Files.createDirectory(exports(policy));
            for (ExportFormat format : ExportFormats.all()) {
                Files.writeString(exports.resolve(format.name() + format.ending()), format.text(cut(policy)));
            }
        }
        for (int chain : chains().toList()) {
            Path exports = Files.createDirectory(folder.resolve("chain-%02d".formatted(chain)));
            Files.writeString(exports.resolve("widths.json"), WIDTHS.toString());
            for (ExportFormat format : ExportFormats.all()) {
                Files.writeString(exports.resolve(format.name() + format.ending()), format.text(chain(chain)));
            }
        }
        Path venv = Path.of(System.getProperty("espalier.torch.venv"));
        Process tools = new ProcessBuilder(
                        venv.resolve("bin/python").toString(),
                        Repository.ROOT
                                .resolve("tests/src/test/torch/apply_exports.py")
                                .toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        assertThat(tools.waitFor()).as(() -> log()).isZero();
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("log.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    static Stream<Integer> policies() {
        return IntStream.range(0, POLICIES).boxed();
    }

    static Stream<Integer> chains() {
        return IntStream.range(0, CHAINS).boxed();
    }

    /** Convolutions one behind the other, of which a random number of channels goes. */
    private static NetworkCut chain(int chain) {
        RandomGenerator random = RandomKey.of(chain + 1, "test.chain").generator();
        List<LayerCut> layers = new ArrayList<>();
        int inputs = 3;
        int keptInputs = 3;
        for (int width : WIDTHS) {
            List<Integer> kept =
                    IntStream.range(0, 1 + random.nextInt(width)).boxed().toList();
            String name = "c" + layers.size();
            layers.add(
                    new LayerCut(name, name + ".weight", CONVOLUTION, layers.size(), width, kept, inputs, keptInputs));
            inputs = width;
            keptInputs = kept.size();
        }
        return new NetworkCut(layers);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void widthsThatForgiveNothingComeToOurCounts(int chain) throws IOException {
        Path exports = folder.resolve("chain-%02d".formatted(chain));
        for (LayerCut layer : chain(chain).layers()) {
            for (String tool : List.of("ratios", "history")) {
                assertThat(read(exports, tool)
                                .at("/channels/" + layer.module() + "/0")
                                .intValue())
                        .as(tool + " of " + layer)
                        .isEqualTo(layer.kept().size());
            }
            if (layer.isNarrower()) {
                assertThat(read(exports, "nni")
                                .at("/channels/" + layer.module())
                                .intValue())
                        .as("nni of " + layer)
                        .isEqualTo(layer.kept().size());
            }
        }
    }

    private static JsonNode read(Path exports, String name) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(exports.resolve(name + "-result.json").toFile());
    }

    private static Path exports(int policy) {
        return folder.resolve("policy-%02d".formatted(policy));
    }

    private static PruningPlan plan(int policy) {
        return SamplePolicies.of(whole, policy + 1).plan();
    }

    private static NetworkCut cut(int policy) {
        return NetworkCut.of(whole, Coupling.groups(whole), plan(policy));
    }

    private static NetworkGraph pruned(int policy) {
        List<ChannelGroup> groups = Coupling.groups(whole);
        return Surgeon.prune(whole, groups, plan(policy));
    }

    private static JsonNode result(int policy, String name) throws IOException {
        return read(exports(policy), name);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void torchPruningComesToOurCountsByRatios(int policy) throws IOException {
        assertThat(channels(result(policy, "ratios"))).isEqualTo(ours(policy));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void torchPruningComesToOurNetworkByHistory(int policy) throws IOException {
        JsonNode result = result(policy, "history");
        assertThat(channels(result)).isEqualTo(ours(policy));

        NetworkGraph pruned = pruned(policy);
        for (LayerCut layer : cut(policy).layers()) {
            assertThat(result.get("weights").get(layer.module()).textValue())
                    .as("every bit of " + layer.weight())
                    .isEqualTo(digest(pruned.parameters().values(layer.weight())));
        }
        assertThat(largestDifference(result.get("logits"), pruned)).isLessThan(ANOTHER_ORDER_OF_SUMS);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void nniComesToOurCounts(int policy) throws IOException {
        JsonNode channels = result(policy, "nni").get("channels");
        Map<String, Integer> found = new TreeMap<>();
        channels.fieldNames()
                .forEachRemaining(layer -> found.put(layer, channels.get(layer).intValue()));
        Map<String, Integer> expected = new TreeMap<>();
        cut(policy)
                .narrower()
                .forEach(layer -> expected.put(layer.module(), layer.kept().size()));
        assertThat(found).isEqualTo(expected);
    }

    /** Kept outputs and inputs of every layer. */
    private static Map<String, List<Integer>> ours(int policy) {
        Map<String, List<Integer>> channels = new TreeMap<>();
        cut(policy)
                .layers()
                .forEach(layer ->
                        channels.put(layer.module(), List.of(layer.kept().size(), layer.keptInputs())));
        return channels;
    }

    private static Map<String, List<Integer>> channels(JsonNode result) {
        Map<String, List<Integer>> channels = new TreeMap<>();
        JsonNode layers = result.get("channels");
        layers.fieldNames()
                .forEachRemaining(layer -> channels.put(
                        layer,
                        List.of(
                                layers.get(layer).get(0).intValue(),
                                layers.get(layer).get(1).intValue())));
        return channels;
    }

    private static double largestDifference(JsonNode logits, NetworkGraph network) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(network), EngineSettings.DEFAULTS)) {
            INDArray ours = engine.logits(samples);
            double largest = 0;
            for (int image = 0; image < SAMPLES; image++) {
                for (int logit = 0; logit < ours.size(1); logit++) {
                    double difference = ours.getDouble(image, logit)
                            - logits.get(image).get(logit).doubleValue();
                    largest = Math.max(largest, Math.abs(difference));
                }
            }
            return largest;
        }
    }

    private static String digest(FloatArray values) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(values.values())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
