package io.espalier.models.dl4j;

import static io.espalier.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class Dl4jCodecTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    /** Largest difference that float32 sums in another order make in outputs of size 1 to 10. */
    private static final double SUMMATION_ORDER = 5e-5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomNetworksGoThroughAZipBitByBitUnderTheirNames(long seed, @TempDir Path folder) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        assertThat(GraphDigest.of(throughZip(graph, folder))).isEqualTo(GraphDigest.of(graph));
    }

    @ParameterizedTest
    @EnumSource(names = {"LENET5", "RESNET8"})
    void zooNetworksGoThroughAZipBitByBitUnderTheirNames(ZooNetwork network, @TempDir Path folder) {
        NetworkGraph graph = network.create(TensorShape.image(1, 28, 28), 10, 3);
        assertThat(GraphDigest.of(throughZip(graph, folder))).isEqualTo(GraphDigest.of(graph));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void dl4jGivesTheLogitsOfTheReference(long seed) {
        assertSameOutput(RandomNetworks.residual(seed), seed);
    }

    @Test
    void everyOperatorSurvivesWithUnevenPaddingDilationAndDepthwiseGroups(@TempDir Path folder) {
        NetworkGraph graph = everything();
        assertThat(GraphDigest.of(throughZip(graph, folder))).isEqualTo(GraphDigest.of(graph));
        assertSameOutput(graph, 5);
    }

    @Test
    void aNetworkThatDl4jUsersBuiltIsReadWithItsFusedActivationsAndSamePadding(@TempDir Path folder)
            throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 7, 2))
                .build());
        network.init();
        Path zip = folder.resolve("theirs.zip");
        ModelSerializer.writeModel(network, zip.toFile(), true);
        NetworkGraph graph = Dl4jCodec.read(zip, TensorShape.image(2, 8, 7));
        assertThat(graph.name()).isEqualTo("theirs");
        assertThat(graph.node(graph.output()).operator()).isEqualTo(new Operator.Softmax());
        INDArray images = RandomNetworks.images(graph, 3, 1);
        INDArray difference = ReferenceInterpreter.output(graph, images).sub(network.output(images));
        assertThat(difference.amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }

    @Test
    void anUnknownInputShapeIsAskedFor(@TempDir Path folder) {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("pixels")
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(1, 1).nIn(1).nOut(1).build(),
                        "pixels")
                .setOutputs("conv")
                .build());
        network.init();
        assertThatThrownBy(() -> Dl4jCodec.fromDl4j(network, "theirs"))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage("network does not say the shape of its input 'pixels'; give [channels, height, width]");
    }

    @Test
    void aFileThatIsNoNetworkIsRefusedWithItsPath(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("broken.zip");
        Files.writeString(file, "no zip");
        assertThatThrownBy(() -> Dl4jCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.bin", "/evil.bin", "a/../../evil.bin", "..\\evil.bin"})
    void aZipWithANameThatLeadsOutOfItIsRefused(String name, @TempDir Path folder) throws IOException {
        Path zip = folder.resolve("network.zip");
        Dl4jCodec.write(RandomNetworks.residual(1), zip);
        Path evil = folder.resolve("evil.zip");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(evil))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry(name));
        }
        assertThatThrownBy(() -> Dl4jCodec.read(evil))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read %s: entry '%s' leads out of the archive".formatted(evil, name));
    }

    private static void assertSameOutput(NetworkGraph graph, long seed) {
        INDArray images = RandomNetworks.images(graph, 3, seed);
        INDArray expected = ReferenceInterpreter.output(graph, images);
        INDArray found = Dl4jCodec.toDl4j(graph).outputSingle(images);
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }

    private static NetworkGraph throughZip(NetworkGraph graph, Path folder) {
        Path zip = folder.resolve("network.zip");
        Dl4jCodec.write(graph, zip);
        return Dl4jCodec.read(zip);
    }

    static NetworkGraph everything() {
        GraphBuilder graph = new GraphBuilder(
                "everything",
                new NetworkGraph.Input("input", TensorShape.image(2, 13, 11)),
                RandomNetworks.initialiser(9));
        Window uneven = new Window(
                new Window.Size(3, 2), Window.Size.square(2), new Window.Padding(0, 1, 2, 0), Window.Size.square(1));
        Window dilated =
                new Window(Window.Size.square(3), Window.Size.square(1), Window.Padding.same(2), Window.Size.square(2));
        String x = graph.add("conv/uneven", new Operator.Conv2d(2, 4, uneven, 1, true), graph.input());
        x = graph.add("tanh", new Operator.Activation(Operator.Activation.Function.TANH), x);
        x = graph.add("depthwise", new Operator.Conv2d(4, 8, square(3, 1, 1), 4, true), x);
        x = graph.add("sigmoid", new Operator.Activation(Operator.Activation.Function.SIGMOID), x);
        String y = graph.add("dilated", new Operator.Conv2d(8, 8, dilated, 1, false), x);
        y = graph.add("norm", new Operator.BatchNorm(8, 1e-3), y);
        x = graph.add("sum", Elementwise.ADD, x, y);
        x = graph.add("max", new Operator.Pool(Operator.Pool.Kind.MAX, square(3, 2, 1)), x);
        x = graph.add("average", new Operator.Pool(Operator.Pool.Kind.AVERAGE, square(3, 1, 1)), x);
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        int features = graph.build(x).shape(x).size();
        x = graph.add("hidden", new Operator.Dense(features, 6, false), x);
        x = graph.add("hidden.norm", new Operator.BatchNorm(6, 1e-4), x);
        x = graph.add("last", new Operator.Dense(6, 5, true), x);
        return graph.build(graph.add("softmax", new Operator.Softmax(), x));
    }
}
