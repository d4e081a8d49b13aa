package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.models.dl4j.OneDnnBridge.State;
import io.espalier.models.dl4j.OneDnnBridge.Status;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class OneDnnBridgeTest {

    @BeforeEach
    void oneDnnIsThere() {
        assumeTrue(OneDnnBridge.enable().active(), OneDnnBridge.status().reason());
    }

    @Test
    void enablingTwiceFindsTheSame() {
        assertThat(OneDnnBridge.enable()).isSameAs(OneDnnBridge.enable()).isSameAs(OneDnnBridge.status());
    }

    @Test
    void theUserCanSwitchItOff() {
        System.setProperty(OneDnnBridge.PROPERTY, "false");
        try {
            assertThat(OneDnnBridge.probe()).isEqualTo(new Status(State.SWITCHED_OFF, "espalier.onednn=false"));
        } finally {
            System.clearProperty(OneDnnBridge.PROPERTY);
        }
    }

    @Test
    void onlyProvedLayersGetOneDnn() {
        MultiLayerNetwork network = network(
                new ConvolutionLayer.Builder(3, 3).nOut(4).name("plain").build(),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .dilation(2, 2)
                        .name("dilated")
                        .build(),
                new BatchNormalization.Builder().name("norm").build(),
                new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .name("fixed norm")
                        .build(),
                new SubsamplingLayer.Builder().name("pool").build(),
                new LocalResponseNormalization.Builder().name("lrn").build(),
                new DepthwiseConvolution2D.Builder()
                        .kernelSize(3, 3)
                        .name("depthwise")
                        .build(),
                new Deconvolution2D.Builder(3, 3).nOut(4).name("transposed").build(),
                new FrozenLayerWithBackprop(
                        new BatchNormalization.Builder().name("frozen").build()));
        assertThat(OneDnnBridge.configure(network)).containsExactly("plain", "norm");
        assertThat(List.of(network.getLayers()))
                .filteredOn(layer -> layer.getHelper() != null)
                .hasSize(2);
    }

    @Test
    void aCopyHasToBeConfiguredAnew() {
        MultiLayerNetwork network =
                network(new ConvolutionLayer.Builder(3, 3).nOut(4).build());
        assertThat(OneDnnBridge.configure(network)).hasSize(1);
        MultiLayerNetwork copy = network.clone();
        assertThat(copy.getLayer(0).getHelper()).isNull();
        assertThat(OneDnnBridge.configure(copy)).hasSize(1);
    }

    @Test
    void everyConvolutionAndNormOfAResidualNetworkGetsOneDnn() {
        ComputationGraph graph = new ComputationGraph(
                BenchmarkNetwork.resnet8(8, 1, CNN2DFormat.NCHW).configuration());
        graph.init();
        assertThat(OneDnnBridge.configure(graph)).hasSize(18).contains("stem", "stem.bn", "stage2.block0.shortcut");
    }

    /** DL4J hands oneDNN a dense layer's output with the channels in the wrong place if the format is NHWC. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void aNormAfterADenseLayerStaysOnTheBuiltInPath(CNN2DFormat format) {
        MultiLayerNetwork network = network(
                new DenseLayer.Builder().nOut(6).build(),
                new BatchNormalization.Builder()
                        .dataFormat(format)
                        .helperAllowFallback(false)
                        .build());
        MultiLayerNetwork builtIn = network.clone();
        assertThat(OneDnnBridge.configure(network)).hasSize(1);
        INDArray input = OneDnnProofCase.draw("input", 5, 2, 16, 16)
                .castTo(network.params().dataType());
        assertThat(step(network, input)).isEqualTo(step(builtIn, input));
    }

    private static INDArray step(MultiLayerNetwork network, INDArray input) {
        network.setInput(input);
        network.feedForward(true, false);
        INDArray wanted = OneDnnProofCase.draw("loss", 5, 6).castTo(input.dataType());
        return network.backpropGradient(wanted, null).getFirst().gradient().dup();
    }

    private static MultiLayerNetwork network(Layer... layers) {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(1).list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.convolutional(16, 16, 2)).build());
        network.init();
        return network;
    }
}
