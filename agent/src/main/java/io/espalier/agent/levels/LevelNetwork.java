package io.espalier.agent.levels;

import io.espalier.models.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A DL4J network with two rectified hidden layers, of the kind that RL4J's handlers train. Without workspaces, which belong to a thread.
 *
 * @param network the mutable one
 */
record LevelNetwork(MultiLayerNetwork network) {

    /** The last layer starts within this bound, so that no level is preferred (Lillicrap et al. 2016, section 7). */
    private static final double FINAL_BOUND = 3e-3;

    /**
     * The last layer.
     *
     * @param outputs units
     * @param activation of them
     * @param loss that RL4J's labels are for
     */
    record Head(int outputs, Activation activation, ILossFunction loss) {}

    /** Hidden layers start uniform within 1 / sqrt(inputs of the layer), by draws of our own key. */
    static LevelNetwork create(int inputs, int hidden, Head head, double learningRate, RandomKey key) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(key.derivedSeed())
                .updater(new Adam(learningRate))
                .weightInit(WeightInit.ZERO)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list()
                .layer(dense(inputs, hidden))
                .layer(dense(hidden, hidden))
                .layer(new OutputLayer.Builder(head.loss())
                        .nIn(hidden)
                        .nOut(head.outputs())
                        .activation(head.activation())
                        .build())
                .build());
        network.init();
        RandomGenerator generator = key.generator();
        for (int layer = 0; layer < network.getnLayers(); layer++) {
            INDArray weights = network.getParam(layer + "_W");
            double bound = layer == network.getnLayers() - 1 ? FINAL_BOUND : 1 / Math.sqrt(weights.rows());
            weights.assign(uniform(weights, bound, generator));
        }
        return new LevelNetwork(network);
    }

    private static DenseLayer dense(int inputs, int outputs) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(Activation.RELU)
                .build();
    }

    private static INDArray uniform(INDArray like, double bound, RandomGenerator generator) {
        double[] values = new double[(int) like.length()];
        Arrays.setAll(values, i -> (2 * generator.nextDouble() - 1) * bound);
        return Nd4j.create(values, like.shape(), 'c');
    }

    /** The output for one observation {@code [1, features]}. */
    double[] output(INDArray observation) {
        return network.output(observation.castTo(network.params().dataType()), false)
                .toDoubleVector();
    }

    boolean finite() {
        return Double.isFinite(network.params().sumNumber().doubleValue());
    }

    /** Writes parameters, Adam's moments and the number of its steps as a DL4J zip. */
    void save(Path file) {
        try {
            network.save(file.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws IllegalArgumentException if it was a network of another size
     */
    void restore(Path file) {
        try {
            MultiLayerNetwork saved = MultiLayerNetwork.load(file.toFile(), true);
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
