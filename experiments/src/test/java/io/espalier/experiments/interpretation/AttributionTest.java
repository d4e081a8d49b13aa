package io.espalier.experiments.interpretation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.contract.ObservationSchema;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AttributionTest {

    private static final ObservationSchema SCHEMA = new ObservationSchema(List.of("width", "position", "sensitivity"));
    private static final double FLOAT = 1e-6;

    @Test
    void ofALinearActorIsWeightTimesFeature() {
        INDArray first = Nd4j.createFromArray(new double[][] {{1, 0.5, 0.2}});
        INDArray second = Nd4j.createFromArray(new double[][] {{0, 0.5, 0.4}});

        List<FeatureEffect> effects = Attribution.of(linear(0.1, 2, -3), SCHEMA, List.of(first, second));

        assertThat(effects).extracting(FeatureEffect::feature).containsExactly("position", "sensitivity", "width");
        assertThat(effects.get(0).mean()).isCloseTo(1, within(FLOAT));
        assertThat(effects.get(1).meanAbsolute()).isCloseTo(0.9, within(FLOAT));
        assertThat(effects.get(1).mean()).isCloseTo(-0.9, within(FLOAT));
        assertThat(effects.get(2).mean()).isCloseTo(0.05, within(FLOAT));
    }

    private static MultiLayerNetwork linear(double... weights) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(weights.length)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        network.getParam("0_W").assign(Nd4j.create(weights, new long[] {weights.length, 1}, 'c'));
        network.getParam("0_b").assign(0);
        return network;
    }
}
