package io.espalier.env.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.kernel.VectorSupport;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Answers;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.AlignedWidths;
import io.espalier.models.surgery.Surgeon;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CandidateEnginesTest {

    private static final NetworkGraph NETWORK = RandomNetworks.residual(3);
    private static final List<ChannelGroup> GROUPS = Coupling.groups(NETWORK);

    /** What lanes do not compute. */
    private static final NetworkGraph WITH_TANH = withTanh();

    @Test
    void bothKindsGiveTheSameAnswers() {
        PruningPlan plan = RandomPlans.of(GROUPS, 5);
        NetworkGraph pruned = Surgeon.prune(NETWORK, GROUPS, plan);
        PreparedImages images = images(40);
        try (ImageClassifier lanes = engines(EngineChoice.LANES, NETWORK).open(pruned, plan);
                ImageClassifier onnx =
                        engines(EngineChoice.ONNXRUNTIME, NETWORK).open(pruned, plan)) {
            Answers found = lanes.answers(images);
            Answers expected = onnx.answers(images);
            for (int image = 0; image < images.size(); image++) {
                assertThat(found.right(image)).isEqualTo(expected.right(image));
                assertThat(found.crossEntropy(image))
                        .isCloseTo(
                                expected.crossEntropy(image), Offset.offset(1e-4 * (1 + expected.crossEntropy(image))));
            }
        }
    }

    @Test
    void lanesAreTakenWhereTheyAreFasterAndComputeTheNetwork() {
        assertThat(engines(EngineChoice.AUTO, NETWORK).kind())
                .isEqualTo(VectorSupport.isFast() ? EngineChoice.LANES : EngineChoice.ONNXRUNTIME);
        assertThat(engines(EngineChoice.AUTO, WITH_TANH).kind()).isEqualTo(EngineChoice.ONNXRUNTIME);
        assertThat(engines(EngineChoice.ONNXRUNTIME, NETWORK).kind()).isEqualTo(EngineChoice.ONNXRUNTIME);
    }

    @Test
    void refusesLanesForANetworkThatTheyDoNotTake() {
        assertThatThrownBy(() -> engines(EngineChoice.LANES, WITH_TANH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "evaluation.engine must be auto or onnxruntime for a network with operators or tensors that lanes do not take: lanes");
    }

    private static CandidateEngines engines(EngineChoice wanted, NetworkGraph network) {
        return CandidateEngines.of(wanted, network, new AlignedWidths(network, Coupling.groups(network), 4));
    }

    private static NetworkGraph withTanh() {
        GraphBuilder graph = new GraphBuilder(
                "tanh", new NetworkGraph.Input("input", TensorShape.vector(4)), RandomNetworks.initialiser(1));
        String hidden = graph.add("hidden", new Dense(4, 5, true), graph.input());
        String bent = graph.add("tanh", new Activation(Activation.Function.TANH), hidden);
        return graph.build(graph.add("logits", new Dense(5, 2, true), bent));
    }

    private static PreparedImages images(int count) {
        TensorShape shape = NETWORK.input().shape();
        byte[] pixels = new byte[count * shape.size()];
        RandomKey.of(1, "test.images").generator().nextBytes(pixels);
        ImageSet images = ImageSet.of(
                shape,
                IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
                pixels,
                IntStream.range(0, count).map(i -> i % 10).toArray());
        Normalisation normalisation = new Normalisation(
                Collections.nCopies(shape.channels(), 0.5), Collections.nCopies(shape.channels(), 0.25));
        return PreparedImages.of(images, normalisation, 16);
    }
}
