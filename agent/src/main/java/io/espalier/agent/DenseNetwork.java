package io.espalier.agent;

import io.espalier.models.random.RandomKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Two rectified hidden layers and a last one with one output, as a DL4J network that takes its loss from outside: forward, then backward
 * from the gradient at the output to the one at the input, then a step of Adam. The last layer is no output layer of DL4J's, because
 * that would insist on a loss of its own.
 *
 * <p>Mutable and not thread-safe. Without workspaces, which belong to a thread.
 */
final class DenseNetwork {

    private final MultiLayerNetwork network;
    private @Nullable Gradient gradient;

    private DenseNetwork(MultiLayerNetwork network) {
        this.network = network;
    }

    /** Hidden layers start uniform within 1 / sqrt(inputs of the layer), weights and biases (Lillicrap et al. 2016, section 7). */
    static DenseNetwork create(
            int inputs, Activation output, double learningRate, DdpgSettings.Networks settings, RandomKey key) {
        return create(DataType.FLOAT, inputs, output, learningRate, settings, key);
    }

    /** In another precision: finite differences need double. */
    static DenseNetwork create(
            DataType precision,
            int inputs,
            Activation output,
            double learningRate,
            DdpgSettings.Networks settings,
            RandomKey key) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(key.derivedSeed())
                .dataType(precision)
                .updater(new Adam(learningRate))
                .weightInit(WeightInit.ZERO)
                .miniBatch(false) // the gradients that come in are means already
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list()
                .layer(dense(inputs, settings.firstHidden(), Activation.RELU))
                .layer(dense(settings.firstHidden(), settings.secondHidden(), Activation.RELU))
                .layer(dense(settings.secondHidden(), 1, output))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        initialise(network, settings.finalBound(), key.generator());
        return new DenseNetwork(network);
    }

    private static DenseLayer dense(int inputs, int outputs, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(activation)
                .build();
    }

    // Our own draws: ND4J's generator is one per thread, and its bits depend on the number of threads that fill an
    // array.
    private static void initialise(MultiLayerNetwork network, double finalBound, RandomGenerator generator) {
        int last = network.getnLayers() - 1;
        for (int layer = 0; layer <= last; layer++) {
            INDArray weights = network.getParam(layer + "_W");
            double bound = layer == last ? finalBound : 1 / Math.sqrt(weights.rows());
            weights.assign(uniform(weights, bound, generator));
            INDArray bias = network.getParam(layer + "_b");
            bias.assign(uniform(bias, bound, generator));
        }
    }

    private static INDArray uniform(INDArray like, double bound, RandomGenerator generator) {
        double[] values = new double[(int) like.length()];
        Arrays.setAll(values, i -> (2 * generator.nextDouble() - 1) * bound);
        return Nd4j.create(values, like.shape(), 'c');
    }

    /** The output {@code [batch, 1]} for an input {@code [batch, inputs]}. */
    INDArray output(INDArray input) {
        return network.output(asParameters(input), false);
    }

    /** The network as it is now, apart from this one. */
    MultiLayerNetwork copy() {
        return network.clone();
    }

    /** As {@link #output}, and remembers what {@link #backward} needs. */
    INDArray forward(INDArray input) {
        network.setInput(asParameters(input));
        return network.feedForward(true, false).get(network.getnLayers());
    }

    /**
     * From the gradient of an objective at the output of the last {@link #forward} to the one at its input; the gradients of the
     * parameters stay for {@link #descend}.
     *
     * @param atOutput {@code [batch, 1]}
     * @return {@code [batch, inputs]}
     */
    INDArray backward(INDArray atOutput) {
        var result = network.backpropGradient(asParameters(atOutput), LayerWorkspaceMgr.noWorkspaces());
        gradient = result.getFirst();
        return result.getSecond();
    }

    /** A step of Adam against the gradients of the last {@link #backward}. */
    void descend() {
        Gradient last = gradient;
        if (last == null) {
            throw new IllegalStateException("backward must come before descend");
        }
        int iteration = network.getIterationCount();
        network.getUpdater().update(network, last, iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(last.gradient());
        network.getLayerWiseConfigurations().setIterationCount(iteration + 1);
        gradient = null;
    }

    private INDArray asParameters(INDArray values) {
        return values.castTo(network.params().dataType());
    }

    /** All parameters as one row, a view. */
    INDArray parameters() {
        return network.params();
    }

    /** The gradients of {@link #parameters} after {@link #backward}, in the same order; a view. */
    INDArray parameterGradients() {
        return network.getFlattenedGradients();
    }

    /** Moves every parameter the same share of the way towards the other network's. */
    void moveTowards(DenseNetwork other, double share) {
        parameters().muli(1 - share).addi(other.parameters().mul(share));
    }

    /** Writes parameters, Adam's moments and the number of its steps as a DL4J zip. */
    void save(File file) {
        try {
            network.save(file, true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Reads what {@link #save} wrote. */
    void restore(File file) {
        try {
            MultiLayerNetwork saved = MultiLayerNetwork.load(file, true);
            if (saved.numParams() != network.numParams()) {
                throw new IllegalArgumentException("saved network must have " + network.numParams() + " parameters: "
                        + saved.numParams() + " in " + file);
            }
            network.setParams(saved.params());
            network.getUpdater().setStateViewArray(network, saved.getUpdater().getStateViewArray(), false);
            network.getLayerWiseConfigurations().setIterationCount(saved.getIterationCount());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
