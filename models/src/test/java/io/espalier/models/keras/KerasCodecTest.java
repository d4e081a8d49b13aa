package io.espalier.models.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against what Keras itself computed; make.py beside the files made them. */
class KerasCodecTest {

    /** Float32 in Keras, doubles here, through some twenty layers, by the size of the outputs. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"functional", "sequential"})
    void computesWhatKerasComputes(String name) throws IOException {
        NetworkGraph graph = KerasCodec.read(resource(name + ".h5"));
        assertThat(graph.name()).isEqualTo(name);
        assertThat(graph.output()).isEqualTo("scores");
        double[][] expected = expected(name);
        double[][] found = ReferenceInterpreter.output(
                        graph, images(graph.input().shape(), expected.length))
                .toDoubleMatrix();
        for (int image = 0; image < expected.length; image++) {
            double size = Arrays.stream(expected[image]).map(Math::abs).max().orElseThrow();
            assertThat(found[image]).containsExactly(expected[image], within(ROUNDING * size));
        }
    }

    @Test
    void layersKeepTheirNamesAndActivationsTakeThem() {
        NetworkGraph graph = KerasCodec.read(resource("functional.h5"));
        assertThat(graph.input()).isEqualTo(new NetworkGraph.Input("pixels", TensorShape.image(3, 13, 11)));
        assertThat(graph.node("scores").operator()).isEqualTo(new Operator.Softmax());
        assertThat(graph.node("scores.linear").operator()).isEqualTo(new Operator.Dense(7, 5, true));
        assertThat(graph.node("deep").operator())
                .isInstanceOfSatisfying(
                        Operator.Conv2d.class, conv -> assertThat(conv.groups()).isEqualTo(8));
    }

    /** The network of MLPerf Tiny, which Keras 2 wrote; its accuracy on 10,000 images is measured elsewhere. */
    @Test
    void theResNetOfMlPerfTinyIsRead() {
        Path file = Path.of(System.getProperty("espalier.shared", "../shared"), "models", "mlperf-tiny-resnet8.h5");
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no " + file);
        NetworkGraph graph = KerasCodec.read(file);
        assertThat(graph.input().shape()).isEqualTo(TensorShape.image(3, 32, 32));
        assertThat(graph.output()).isEqualTo("dense");
        assertThat(graph.parameters().names().stream()
                        .mapToLong(name -> graph.parameters().get(name).length())
                        .sum())
                .isEqualTo(78_666);
        assertThat(graph.node("conv2d_3").operator()).isInstanceOfSatisfying(Operator.Conv2d.class, conv -> assertThat(
                        conv.window().padding().isSymmetric())
                .isFalse());
    }

    @Test
    void aFileThatIsNoHdf5OrCutShortOrNoNetworkIsRefusedWithItsPath() throws IOException {
        Path text = Files.writeString(folder.resolve("text.h5"), "no network");
        assertFailure(text, "cannot read " + text + ": it is no HDF5 file");
        byte[] whole = Files.readAllBytes(resource("sequential.h5"));
        Path half = Files.write(folder.resolve("half.h5"), Arrays.copyOf(whole, whole.length / 2));
        assertFailure(half, "cannot read " + half + ": it ");
        Path other = Files.write(folder.resolve("other.h5"), replaced(whole, "\"Sequential\"", "\"Sequentiel\""));
        assertFailure(other, "cannot read " + other + ": its network must be Functional or Sequential: 'Sequentiel'");
        Path none = folder.resolve("none.h5");
        assertFailure(none, "cannot read " + none + ": ");
    }

    private static void assertFailure(Path file, String start) {
        assertThatThrownBy(() -> KerasCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(start);
    }

    @Test
    void whatCannotBeReadIsNamedWithItsReason() throws IOException {
        byte[] whole = Files.readAllBytes(resource("sequential.h5"));
        assertRefused(
                replaced(whole, "\"AveragePooling2D\"", "\"AveragePooling9D\""),
                "AveragePooling9D 'pool' cannot be read: no operator for it");
        assertRefused(
                replaced(whole, "\"activation\": \"linear\"", "\"activation\": \"linera\""),
                "Conv2D 'conv' cannot be read: no operator for the activation 'linera'");
        assertRefused(
                replaced(whole, "\"padding\": \"valid\"", "\"padding\": \"vapid\""),
                "Conv2D 'conv' cannot be read: no operator for the padding 'vapid'");
    }

    private void assertRefused(byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve("odd.h5"), content);
        assertThatThrownBy(() -> KerasCodec.read(file))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(message);
    }

    @Test
    void damagedFilesGiveOneClearErrorOrANetwork() throws IOException {
        byte[] whole = Files.readAllBytes(resource("sequential.h5"));
        int refused = 0;
        for (int seed = 1; seed <= 120; seed++) {
            RandomGenerator random = RandomKey.of(seed, "test.damage").generator();
            byte[] damaged = seed % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < 20 && damaged.length > 0 && seed % 3 != 0; i++) {
                damaged[random.nextInt(seed % 3 == 1 ? damaged.length : 4000)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("damaged.h5"), damaged);
            try {
                KerasCodec.read(file);
            } catch (UncheckedIOException e) {
                assertThat(e).as("seed " + seed).hasMessageStartingWith("cannot read " + file + ": ");
                refused++;
            } catch (UnsupportedNetworkException e) {
                assertThat(e).as("seed " + seed).hasMessageContaining("'");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(40);
    }

    /** The first place only. */
    private static byte[] replaced(byte[] content, String old, String other) {
        assertThat(other).hasSameSizeAs(old);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(old);
        assertThat(at).as(old).isPositive();
        return (text.substring(0, at) + other + text.substring(at + old.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The values of make.py, which counts pixels with their channels together. */
    private static INDArray images(TensorShape shape, int count) {
        float[] values = new float[count * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i * 37L % 256);
        }
        return Nd4j.createFromArray(values)
                .reshape('c', count, shape.height(), shape.width(), shape.channels())
                .permute(0, 3, 1, 2)
                .dup('c');
    }

    private static double[][] expected(String name) throws IOException {
        List<String> lines = Files.readAllLines(resource("expected.txt"));
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Stream.of(line.split(" "))
                        .skip(1)
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static Path resource(String name) {
        return Path.of(Objects.requireNonNull(KerasCodecTest.class.getResource(name), name)
                .getPath());
    }
}
