package io.espalier.agent.network;

import io.espalier.agent.network.Shape.Head;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Between our networks and DL4J's. DL4J keeps the weights of a layer in Fortran order, {@code [inputs, outputs]}: one output after the
 * other, as {@link DenseNetwork} does; so the arrays one behind the other are DL4J's parameters, and those of the moments its updater's
 * state: all first moments, then all second ones. The last layer is no output layer of DL4J's, because that would insist on a loss of
 * its own.
 */
final class Dl4jNetwork {

    private Dl4jNetwork() {}

    static MultiLayerNetwork of(DenseNetwork network) {
        return of(network, DataType.FLOAT);
    }

    /** In another precision: finite differences need double. */
    static MultiLayerNetwork of(DenseNetwork network, DataType precision) {
        Shape shape = network.shape();
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .dataType(precision)
                .updater(new Adam())
                .weightInit(WeightInit.ZERO)
                .miniBatch(false) // the gradients that come in are means already
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list()
                .layer(dense(shape, 0, Activation.RELU))
                .layer(dense(shape, 1, Activation.RELU))
                .layer(dense(shape, 2, shape.head() == Head.SIGMOID ? Activation.SIGMOID : Activation.IDENTITY))
                .build();
        MultiLayerNetwork converted = new MultiLayerNetwork(configuration);
        converted.init();
        converted.setParams(
                joined(network, List.of(parameters -> parameters.values)).castTo(precision));
        return converted;
    }

    private static DenseLayer dense(Shape shape, int layer, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(shape.into(layer))
                .nOut(shape.outOf(layer))
                .activation(activation)
                .build();
    }

    static void save(DenseNetwork network, File file) {
        MultiLayerNetwork converted = of(network);
        converted
                .getUpdater()
                .setStateViewArray(
                        converted, joined(network, List.of(p -> p.firstMoments, p -> p.secondMoments)), false);
        converted.getLayerWiseConfigurations().setIterationCount(network.steps());
        try {
            converted.save(file, true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static void restore(DenseNetwork network, File file) {
        try {
            MultiLayerNetwork saved = MultiLayerNetwork.load(file, true);
            long expected = network.parameters().mapToLong(p -> p.values.length).sum();
            if (saved.numParams() != expected) {
                throw new IllegalArgumentException(
                        "saved network must have " + expected + " parameters: " + saved.numParams() + " in " + file);
            }
            float[] values = saved.params().toFloatVector();
            float[] moments = saved.getUpdater().getStateViewArray().toFloatVector();
            int start = divide(network, values, 0, parameters -> parameters.values);
            divide(network, moments, 0, parameters -> parameters.firstMoments);
            divide(network, moments, start, parameters -> parameters.secondMoments);
            network.setSteps(saved.getIterationCount());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** As one row. */
    private static INDArray joined(DenseNetwork network, List<Function<Parameters, float[]>> parts) {
        List<float[]> arrays =
                parts.stream().flatMap(part -> network.parameters().map(part)).toList();
        float[] all = new float[arrays.stream().mapToInt(array -> array.length).sum()];
        int start = 0;
        for (float[] array : arrays) {
            System.arraycopy(array, 0, all, start, array.length);
            start += array.length;
        }
        return Nd4j.create(all, new long[] {1, all.length}, 'c');
    }

    /** Fills the arrays of a part one after the other; says where it stopped. */
    private static int divide(DenseNetwork network, float[] all, int from, Function<Parameters, float[]> part) {
        int start = from;
        for (float[] array : network.parameters().map(part).toList()) {
            System.arraycopy(all, start, array, 0, array.length);
            start += array.length;
        }
        return start;
    }
}
