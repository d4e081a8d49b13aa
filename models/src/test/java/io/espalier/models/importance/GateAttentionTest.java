package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.profile.ActivationStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GateAttentionTest {

    /** Means of float32 values. */
    private static final double ROUNDING = 1e-6;

    private static final int IMAGES = 5;

    private final NetworkGraph graph = squeezeAndExcite();
    private final Map<String, INDArray> tensors = shown(graph);
    private final ActivationStatistics statistics = ActivationStatistics.collect(
            graph,
            Coupling.groups(graph),
            batch -> tensors,
            List.of(Nd4j.zeros(IMAGES, 2, 5, 5)).iterator());

    @Test
    void gatedChannelsScoreTheMeanOfTheirGate() {
        ChannelGroup group = group("conv");
        double[] expected =
                Objects.requireNonNull(tensors.get("gate")).mean(0).reshape(4).toDoubleVector();
        assertThat(CoupledImportance.of(new GateAttention(statistics))
                        .withScaling(Scaling.NONE)
                        .scores(graph, group))
                .containsExactly(expected, within(ROUNDING));
    }

    @Test
    void otherGroupsAreLeftToSpatialAttention() {
        CoupledImportance gates = CoupledImportance.of(new GateAttention(statistics));
        assertThat(gates.heard(graph, group("conv"))).isPresent();
        assertThat(gates.heard(graph, group("next"))).isEmpty();
        Importance attention = CriterionName.ATTENTION.importance(Evidence.NONE.with(statistics));
        assertThat(attention.scores(graph, group("conv"))).containsExactly(gates.scores(graph, group("conv")));
        assertThat(attention.scores(graph, group("next")))
                .containsExactly(
                        CoupledImportance.of(new SpatialAttention(statistics)).scores(graph, group("next")));
    }

    private ChannelGroup group(String name) {
        return Coupling.groups(graph).stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Something positive, as gates are, in every tensor that is looked at. */
    private static Map<String, INDArray> shown(NetworkGraph graph) {
        return ActivationStatistics.tensors(graph, Coupling.groups(graph)).stream()
                .collect(Collectors.toMap(Function.identity(), tensor -> {
                    List<Integer> shape = new ArrayList<>(graph.shape(tensor).dimensions());
                    shape.add(0, IMAGES);
                    return RandomNetworks.initialiser(4).initialise(tensor, Roles.SCALE, shape);
                }));
    }

    private static NetworkGraph squeezeAndExcite() {
        GraphBuilder graph = new GraphBuilder(
                "se", new NetworkGraph.Input("input", TensorShape.image(2, 5, 5)), RandomNetworks.initialiser(3));
        String x = graph.add("conv", conv(2, 4, 3), graph.input());
        String squeezed = graph.add("squeeze", new Operator.GlobalAveragePool(), x);
        squeezed = graph.add("reduce", conv(4, 3, 1), squeezed);
        squeezed = graph.add("relu", new Operator.Activation(Operator.Activation.Function.RELU), squeezed);
        squeezed = graph.add("expand", conv(3, 4, 1), squeezed);
        String gate = graph.add("gate", new Operator.Activation(Operator.Activation.Function.SIGMOID), squeezed);
        x = graph.add("excite", Elementwise.MULTIPLY, x, gate);
        x = graph.add("next", conv(4, 3, 3), x);
        x = graph.add("last", conv(3, 2, 3), x);
        return graph.build(graph.add("flatten", new Rearrangement.Flatten(), x));
    }

    private static Operator conv(int in, int out, int kernel) {
        return new Operator.Conv2d(in, out, Window.square(kernel, 1, kernel / 2), 1, true);
    }
}
