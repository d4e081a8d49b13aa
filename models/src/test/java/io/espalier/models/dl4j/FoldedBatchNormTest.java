package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What becomes of the gradients is tested with {@link GradientMeasurement}. */
class FoldedBatchNormTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theNetworkIsSmallerAndComputesTheSame(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        NetworkGraph frozen = FrozenBatchNorm.replacedIn(graph);
        NetworkGraph folded = FoldedBatchNorm.of(
                        frozen,
                        graph.nodes().stream()
                                .filter(node -> node.operator() instanceof Operator.BatchNorm)
                                .map(Node::name)
                                .collect(Collectors.toSet()))
                .graph();
        INDArray images = RandomNetworks.images(graph, 2, seed);
        INDArray expected = ReferenceInterpreter.output(frozen, images);
        double largest = expected.amaxNumber().doubleValue();
        assertThat(folded.nodes()).hasSizeLessThan(frozen.nodes().size());
        assertThat(ReferenceInterpreter.output(folded, images)
                        .sub(expected)
                        .amaxNumber()
                        .doubleValue())
                .isCloseTo(0, within(1e-5 * largest));
    }
}
