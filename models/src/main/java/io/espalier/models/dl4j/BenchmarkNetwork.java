package io.espalier.models.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The CIFAR-style residual networks of He et al. 2016 in DL4J's own words and in every variation that the bridge is measured and proved
 * with: data format, number type and activation, which {@link io.espalier.models.zoo.ZooNetwork} fixes.
 *
 * @param blocks residual blocks a stage: 1 is ResNet-8, 3 is ResNet-20
 * @param side height and width of the input in pixels; at least 4
 * @param channels of the input
 */
record BenchmarkNetwork(
        int blocks, int side, int channels, CNN2DFormat format, DataType dataType, Activation activation) {

    static final int CLASSES = 10;

    static BenchmarkNetwork resnet8(int side, int channels, CNN2DFormat format) {
        return new BenchmarkNetwork(1, side, channels, format, DataType.FLOAT, Activation.RELU);
    }

    BenchmarkNetwork withDataType(DataType other) {
        return new BenchmarkNetwork(blocks, side, channels, format, other, activation);
    }

    ComputationGraphConfiguration configuration() {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(dataType)
                .updater(new Sgd(1e-3))
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(side, side, channels, format));
        String x = normalised(graph, "stem", "input", new Shape(16, 3, 1), true);
        for (int stage = 0; stage < 3; stage++) {
            for (int block = 0; block < blocks; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = residual(graph, "stage%d.block%d".formatted(stage, block), x, new Shape(16 << stage, 3, stride));
            }
        }
        GlobalPoolingLayer pool = new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
        OutputLayer loss = new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
        return graph.addLayer("pool", pool, x)
                .addLayer("fc", loss, "pool")
                .setOutputs("fc")
                .build();
    }

    /** A convolution's output channels, kernel side and stride. */
    private record Shape(int out, int kernel, int stride) {}

    private String residual(GraphBuilder graph, String name, String x, Shape shape) {
        String main = normalised(graph, name + ".conv1", x, shape, true);
        main = normalised(graph, name + ".conv2", main, new Shape(shape.out, 3, 1), false);
        String shortcut = shape.stride == 1
                ? x
                : normalised(graph, name + ".shortcut", x, new Shape(shape.out, 1, shape.stride), false);
        graph.addVertex(name + ".add", new ElementWiseVertex(ElementWiseVertex.Op.Add), main, shortcut);
        return activated(graph, name, name + ".add");
    }

    private String normalised(GraphBuilder graph, String name, String x, Shape shape, boolean activated) {
        ConvolutionLayer convolution = new ConvolutionLayer.Builder(shape.kernel, shape.kernel)
                .stride(shape.stride, shape.stride)
                .padding(shape.kernel / 2, shape.kernel / 2)
                .nOut(shape.out)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .dataFormat(format)
                .build();
        graph.addLayer(name, convolution, x);
        graph.addLayer(
                name + ".bn",
                new BatchNormalization.Builder().dataFormat(format).build(),
                name);
        return activated ? activated(graph, name, name + ".bn") : name + ".bn";
    }

    private String activated(GraphBuilder graph, String name, String x) {
        graph.addLayer(
                name + ".act",
                new ActivationLayer.Builder().activation(activation).build(),
                x);
        return name + ".act";
    }
}
