package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network in DL4J that runs the same inference again and again, for timing: in the layout and with the oneDNN code that training has, on
 * noise in [-1, 1] from a fixed seed that is drawn once. To be made, run and closed by one thread.
 */
public final class RepeatedOutput implements AutoCloseable {

    /** Any will do. */
    private static final int NOISE_SEED = 7;

    private static final String PROPERTIES = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

    private final ComputationGraph network;
    private final INDArray noise;

    private RepeatedOutput(ComputationGraph network, INDArray noise) {
        this.network = network;
        this.noise = noise;
    }

    /**
     * Makes the network.
     *
     * @param batch examples in one inference, at least 1
     * @throws io.espalier.models.graph.UnsupportedNetworkException as {@link Dl4jCodec#toDl4j}
     */
    public static RepeatedOutput of(NetworkGraph graph, int batch) {
        OneDnnBridge.enable();
        ComputationGraph network = NetworkWriter.initialised(
                NetworkWriter.structure(
                                new NeuralNetConfiguration.Builder().weightInit(WeightInit.ZERO),
                                graph,
                                TrainingNetwork.LAYOUT)
                        .setOutputs(graph.outputs().toArray(new String[0])),
                graph);
        return new RepeatedOutput(network, noise(graph.input().shape(), batch));
    }

    /** The release of DL4J, for instance {@code 1.0.0-M2.1}. */
    public static String runtimeVersion() {
        try (InputStream file = ComputationGraph.class.getResourceAsStream(PROPERTIES)) {
            if (file == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROPERTIES, e);
        }
    }

    /** Runs the network once. */
    public void run() {
        network.output(noise);
    }

    /** What the network makes of its noise, in DL4J's layout: channels last. */
    INDArray[] outputs() {
        return network.output(noise);
    }

    /** The input, in DL4J's layout: {@code [batch, height, width, channels]}, or {@code [batch, features]}. */
    INDArray noise() {
        return noise;
    }

    /** Frees the network and what this thread has used to run it. */
    @Override
    public void close() {
        network.close();
        noise.close();
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    private static INDArray noise(TensorShape shape, int batch) {
        RandomGenerator random = RandomKey.of(NOISE_SEED, "timing.noise").generator();
        float[] values = new float[Math.multiplyExact(batch, shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return shape.isVector()
                ? HostArrays.of(values, batch, shape.size())
                : HostArrays.of(values, batch, shape.height(), shape.width(), shape.channels());
    }
}
