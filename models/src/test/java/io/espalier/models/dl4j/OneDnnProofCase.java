package io.espalier.models.dl4j;

import io.espalier.models.random.RandomKey;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One layer alone in a network, to be run in oneDNN, in DL4J's built-in path and in double precision with the same weights and inputs.
 *
 * @param layer the layer's configuration for a data format
 * @param channels of the input
 */
record OneDnnProofCase(
        String name,
        CNN2DFormat format,
        int channels,
        Function<CNN2DFormat, org.deeplearning4j.nn.conf.layers.Layer> layer) {

    static final int BATCH = 4;
    static final int HEIGHT = 9;
    static final int WIDTH = 12;

    /** What a path makes of one batch, in double whatever it was computed in. */
    record Result(INDArray inference, INDArray output, INDArray gradient, INDArray inputGradient) {}

    @Override
    public String toString() {
        return name + " " + format;
    }

    /** A network of {@link #layer} alone whose parameters are the same numbers for every number type. */
    MultiLayerNetwork network(DataType type, boolean oneDnn) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .list()
                .layer(layer.apply(format))
                .setInputType(InputType.convolutional(HEIGHT, WIDTH, channels, format))
                .build());
        network.init();
        Layer only = network.getLayer(0);
        only.paramTable().forEach((key, values) -> values.assign(parameter(key, values)));
        if (oneDnn) {
            OneDnnBridge.configure(network);
        }
        return network;
    }

    /** A variance has to be positive, its logarithm near that of 1; everything else is drawn from a normal distribution. */
    private static INDArray parameter(String key, INDArray like) {
        INDArray normal = draw("parameter " + key, like.shape());
        return switch (key) {
            case "var" -> normal.mul(normal).addi(0.5);
            case "log10stdev" -> normal.mul(0.1);
            default -> normal;
        };
    }

    INDArray input() {
        return input(BATCH, HEIGHT, WIDTH);
    }

    INDArray input(int batch, int height, int width) {
        INDArray nchw = draw("input", batch, channels, height, width);
        return format == CNN2DFormat.NCHW ? nchw : nchw.permute(0, 2, 3, 1).dup('c');
    }

    /** Forward in inference mode, forward and backward in training mode; the loss is the sum of outputs times fixed random weights. */
    static Result run(MultiLayerNetwork network, INDArray input) {
        return run(network, input, 'c');
    }

    /** The same with the loss's gradient at the outputs in row-major ({@code 'c'}) or column-major ({@code 'f'}) order. */
    static Result run(MultiLayerNetwork network, INDArray input, char orderOfEpsilon) {
        DataType type = network.getLayerWiseConfigurations().getDataType();
        INDArray x = input.castTo(type);
        INDArray inference = network.output(x).castTo(DataType.DOUBLE).dup();
        network.setInput(x);
        INDArray output = network.feedForward(true, false).get(1);
        INDArray wanted = draw("loss", output.shape()).castTo(type).dup(orderOfEpsilon);
        Pair<Gradient, INDArray> back = network.backpropGradient(wanted, null);
        INDArray gradient =
                network.numParams() == 0 ? Nd4j.scalar(0.0) : back.getFirst().gradient();
        return new Result(
                inference,
                output.castTo(DataType.DOUBLE).dup(),
                gradient.castTo(DataType.DOUBLE).dup(),
                back.getSecond().castTo(DataType.DOUBLE).dup());
    }

    /** The loss whose gradients {@link #run} takes. */
    static double loss(MultiLayerNetwork network, INDArray input) {
        INDArray output = network.output(input, true);
        return output.mul(draw("loss", output.shape())).sumNumber().doubleValue();
    }

    static INDArray draw(String name, long... shape) {
        RandomGenerator random = RandomKey.of(7, name).generator();
        double[] values = new double[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    /** The norm of the difference over the norm of what is expected. */
    static double relativeDifference(INDArray actual, INDArray expected) {
        return actual.sub(expected).norm2Number().doubleValue()
                / Math.max(expected.norm2Number().doubleValue(), 1e-30);
    }
}
