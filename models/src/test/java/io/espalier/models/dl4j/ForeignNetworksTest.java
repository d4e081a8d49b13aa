package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Networks as users of DL4J build them, in both of its formats, against DL4J itself. */
class ForeignNetworksTest {

    /** Largest difference that float32 sums in another order make in outputs of size 1 to 10. */
    private static final double SUMMATION_ORDER = 5e-5;

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    @ParameterizedTest
    @EnumSource
    void convolutionsOfEveryKindAreRead(CNN2DFormat format, @TempDir Path folder) throws IOException {
        GraphBuilder graph = builder(format, 11, 10);
        graph.addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(6)
                        .activation(Activation.RELU)
                        .dataFormat(format)
                        .build(),
                "pixels");
        // DL4J's default: the logarithm of the deviation.
        graph.addLayer(
                "norm", new BatchNormalization.Builder().dataFormat(format).build(), "conv");
        graph.addLayer(
                "separable",
                new SeparableConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(5)
                        .activation(Activation.LEAKYRELU)
                        .dataFormat(format)
                        .build(),
                "norm");
        graph.addLayer(
                "depthwise",
                new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(10)
                        .activation(Activation.TANH)
                        .dataFormat(format)
                        .build(),
                "separable");
        graph.addLayer(
                "pool",
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .dataFormat(format)
                        .build(),
                "depthwise");
        graph.addLayer(
                "hidden",
                new DenseLayer.Builder().nOut(7).activation(Activation.SWISH).build(),
                "pool");
        assertReadAsItComputes(ending(graph, "hidden"), format, 11, 10, folder);
    }

    @ParameterizedTest
    @EnumSource
    void branchesOfEveryKindAreRead(CNN2DFormat format, @TempDir Path folder) throws IOException {
        GraphBuilder graph = builder(format, 8, 6);
        conv(graph, "a", "pixels", 4, format);
        conv(graph, "b", "pixels", 4, format);
        graph.addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b");
        graph.addVertex("average", new ElementWiseVertex(ElementWiseVertex.Op.Average), "a", "b", "product");
        graph.addVertex("scaled", new ScaleVertex(0.5), "average");
        graph.addVertex("shifted", new ShiftVertex(0.25), "scaled");
        graph.addVertex("merged", new MergeVertex(), "shifted", "a");
        graph.addLayer("dropout", new DropoutLayer.Builder(0.5).build(), "merged");
        graph.addLayer(
                "activation",
                new ActivationLayer.Builder().activation(Activation.HARDSIGMOID).build(),
                "dropout");
        conv(graph, "c", "activation", 5, format);
        graph.addLayer("global", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "c");
        assertReadAsItComputes(ending(graph, "global"), format, 8, 6, folder);
    }

    @ParameterizedTest
    @EnumSource
    void layersThatMovePixelsAreRead(CNN2DFormat format, @TempDir Path folder) throws IOException {
        GraphBuilder graph = builder(format, 8, 6);
        graph.addLayer(
                "padded",
                new ZeroPaddingLayer.Builder(1, 2, 0, 1).dataFormat(format).build(),
                "pixels");
        conv(graph, "conv", "padded", 4, format);
        graph.addLayer("twice", new Upsampling2D.Builder(2).dataFormat(format).build(), "conv");
        graph.addLayer(
                "cropped", new Cropping2D.Builder(1, 2, 2, 1).dataFormat(format).build(), "twice");
        graph.addLayer(
                "wide",
                new ZeroPaddingLayer.Builder(0, 1, 1, 0).dataFormat(format).build(),
                "cropped");
        graph.addLayer(
                "pool",
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .dataFormat(format)
                        .build(),
                "wide");
        assertReadAsItComputes(ending(graph, "pool"), format, 8, 6, folder);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"Truncate", "Same"},
            value = ConvolutionMode.class)
    void transposedConvolutionsAreRead(ConvolutionMode mode, @TempDir Path folder) throws IOException {
        GraphBuilder graph = builder(CNN2DFormat.NCHW, 5, 4);
        graph.addLayer(
                "up",
                new Deconvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .convolutionMode(mode)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build(),
                "pixels");
        assertReadAsItComputes(ending(graph, "up"), CNN2DFormat.NCHW, 5, 4, folder);
    }

    private static GraphBuilder builder(CNN2DFormat format, int height, int width) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .weightInit(WeightInit.XAVIER)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(height, width, 3, format));
    }

    private static void conv(GraphBuilder graph, String name, String from, int out, CNN2DFormat format) {
        graph.addLayer(
                name,
                new ConvolutionLayer.Builder(3, 3)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(out)
                        .activation(Activation.SIGMOID)
                        .dataFormat(format)
                        .build(),
                from);
    }

    private static ComputationGraph ending(GraphBuilder graph, String from) {
        graph.addLayer(
                        "scores",
                        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        from)
                .setOutputs("scores");
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        // No statistic 0, no scale 1; the logarithms of deviations stay small.
        network.params().addi(Nd4j.rand(network.params().shape()).subi(0.3).muli(0.5));
        return network;
    }

    private static void assertReadAsItComputes(
            ComputationGraph network, CNN2DFormat format, int height, int width, Path folder) throws IOException {
        Path zip = folder.resolve("theirs.zip");
        ModelSerializer.writeModel(network, zip.toFile(), true);
        NetworkGraph graph = Dl4jCodec.read(zip, TensorShape.image(3, height, width));
        INDArray images = RandomNetworks.images(graph, 3, 1);
        INDArray theirs = network.outputSingle(
                format == CNN2DFormat.NHWC ? images.permute(0, 2, 3, 1).dup('c') : images);
        INDArray difference = ReferenceInterpreter.output(graph, images)
                .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                .sub(theirs);
        assertThat(difference.amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }
}
