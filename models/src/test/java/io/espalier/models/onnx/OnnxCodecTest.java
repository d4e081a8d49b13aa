package io.espalier.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxCodecTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomNetworkIsBitEqualAfterWritingAndReading(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory");
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.name()).isEqualTo(graph.name());
    }

    @ParameterizedTest
    @EnumSource(
            value = ZooNetwork.class,
            names = {"LENET5", "RESNET8"})
    void zooNetworkIsBitEqualAfterWritingAndReadingAFile(ZooNetwork network) {
        NetworkGraph graph = network.create(TensorShape.image(1, 28, 28), 10, 3);
        Path file = folder.resolve("network.onnx");
        OnnxCodec.write(graph, file);
        assertThat(GraphDigest.of(OnnxCodec.read(file))).isEqualTo(GraphDigest.of(graph));
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void sameGraphGivesTheSameBytes() {
        byte[] bytes = OnnxCodec.toBytes(RandomNetworks.residual(4));
        assertThat(OnnxCodec.toBytes(RandomNetworks.residual(4))).isEqualTo(bytes);
        assertThat(OnnxCodec.toBytes(OnnxCodec.fromBytes(bytes, "memory"))).isEqualTo(bytes);
    }

    @Test
    void writingReplacesWhatWasThere() throws IOException {
        Path file = Files.write(folder.resolve("network.onnx"), new byte[3]);
        NetworkGraph graph = RandomNetworks.residual(1);
        OnnxCodec.write(graph, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(OnnxCodec.toBytes(graph));
    }

    @Test
    void unwritableFileIsNamed() {
        Path file = folder.resolve("nowhere").resolve("network.onnx");
        assertThatThrownBy(() -> OnnxCodec.write(RandomNetworks.residual(1), file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + file);
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("nothing.onnx");
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + file);
    }

    @Test
    void tapThatIsNoNodeIsRefused() {
        assertThatThrownBy(() -> OnnxCodec.toBytes(RandomNetworks.residual(1), List.of("stem", "nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node must exist: 'nothing'");
    }

    @Test
    void tapsAreOutputsWhenReadBack() {
        NetworkGraph graph = RandomNetworks.residual(1);
        NetworkGraph tapped = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph, List.of("stem")), "tapped.onnx");
        assertThat(tapped.outputs()).containsExactly(graph.output(), "stem");
        assertThat(tapped.nodes()).isEqualTo(graph.nodes());
    }

    @Test
    void textIsNoModel() throws IOException {
        Path file = Files.writeString(folder.resolve("text.onnx"), "this is no protobuf", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: its bytes are damaged or cut short");
    }

    @Test
    void emptyFileIsNoModel() throws IOException {
        Path file = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: it holds no graph");
    }

    @ParameterizedTest(name = "{0} % of the file")
    @ValueSource(ints = {10, 50, 90, 99})
    void truncatedFileIsNamed(int percent) throws IOException {
        byte[] whole = OnnxCodec.toBytes(RandomNetworks.residual(1));
        Path file = Files.write(folder.resolve("half.onnx"), Arrays.copyOf(whole, whole.length * percent / 100));
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: its bytes are damaged or cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-resnet20.onnx", "cifar10-resnet56.onnx"})
    void networksWithPaddedShortcutsAreEqualAfterWritingAndReading(String name) {
        Path file = Path.of(System.getProperty("espalier.shared", "../shared"), "models", name);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no " + file);
        NetworkGraph graph = OnnxCodec.read(file);
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory");
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.origin()).isEqualTo(graph.origin());
        assertThat(graph.nodes())
                .extracting(node -> node.operator().getClass().getSimpleName())
                .contains("Slice", "Pad");
    }
}
