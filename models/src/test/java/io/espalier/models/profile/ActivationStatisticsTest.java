package io.espalier.models.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ActivationStatisticsTest {

    private static final double ROUNDING = 1e-12;

    private final NetworkGraph graph = RandomNetworks.residual(1);
    private final List<ChannelGroup> groups = Coupling.groups(graph);

    @Test
    void howImagesAreDividedMakesNoDifference() {
        INDArray images = RandomNetworks.images(graph, 5, 1);
        List<INDArray> divided = List.of(
                images.get(NDArrayIndex.interval(0, 2)).dup('c'),
                images.get(NDArrayIndex.interval(2, 5)).dup('c'));
        assertThat(collect(graph, divided)).isEqualTo(collect(graph, List.of(images)));
    }

    @Test
    void tensorsAreLookedAtWhereTheyAreRead() {
        assertThat(ActivationStatistics.tensors(graph, groups))
                .doesNotHaveDuplicates()
                .doesNotContain(graph.input().name())
                .allMatch(tensor -> graph.consumers(tensor).stream().anyMatch(node -> node.has("weight")));
    }

    @Test
    void channelsOfAMatrixLieAlongItsLastAxis() {
        // A dense layer on the rows of a transposed image reads channels along the last axis.
        GraphBuilder builder = new GraphBuilder(
                "rows", new NetworkGraph.Input("input", TensorShape.image(1, 1, 2)), RandomNetworks.initialiser(1));
        String x = builder.add("conv", new Operator.Conv2d(1, 3, Window.square(1, 1, 0), 1, false), builder.input());
        x = builder.add("turned", new Rearrangement.Transpose(List.of(1, 2, 0)), x);
        NetworkGraph turned = builder.build(builder.add("dense", new Operator.Dense(3, 2, true), x));
        // Two positions with three channels each.
        INDArray shown = Nd4j.createFromArray(new double[] {1, 2, 0, -3, 4, 0}).reshape('c', 1, 1, 2, 3);
        ActivationStatistics found = ActivationStatistics.collect(
                turned,
                Coupling.groups(turned),
                images -> Map.of("turned", shown),
                List.of(Nd4j.zeros(1, 1, 1, 2)).iterator());
        List<ChannelActivation> channels = found.channels("turned");
        assertThat(channels).extracting(ChannelActivation::mean).containsExactly(-1.0, 3.0, 0.0);
        assertThat(channels).extracting(ChannelActivation::meanAbsolute).containsExactly(2.0, 3.0, 0.0);
        assertThat(channels).extracting(ChannelActivation::meanSquare).containsExactly(5.0, 10.0, 0.0);
        assertThat(channels).extracting(ChannelActivation::zeroShare).containsExactly(0.0, 0.0, 1.0);
        // The map is (5, 25); without the second channel it is (1, 9), without the third the same.
        double shift =
                Math.hypot(5 / Math.hypot(5, 25) - 1 / Math.hypot(1, 9), 25 / Math.hypot(5, 25) - 9 / Math.hypot(1, 9));
        assertThat(channels.get(1).attentionShift()).isCloseTo(shift, within(ROUNDING));
        assertThat(channels.get(2).attentionShift()).isZero();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> collect(graph, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches must hold at least one image: 0");
        assertThatThrownBy(() -> ActivationStatistics.collect(
                        graph,
                        groups,
                        images -> Map.of(),
                        List.of(RandomNetworks.images(graph, 1, 1)).iterator()))
                .hasMessageContaining("activations must have the tensor '");
        assertThatThrownBy(() -> collect(graph, List.of(RandomNetworks.images(graph, 1, 1)))
                        .channels("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": 'nowhere'");
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() {
        INDArray images = RandomNetworks.images(graph, 1, 1);
        images.putScalar(0, Float.NaN);
        assertThatThrownBy(() -> collect(graph, List.of(images)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("activations must be finite: tensor '");
    }

    private static ActivationStatistics collect(NetworkGraph graph, List<INDArray> batches) {
        return ActivationStatistics.collect(
                graph, Coupling.groups(graph), images -> ReferenceInterpreter.run(graph, images), batches.iterator());
    }
}
