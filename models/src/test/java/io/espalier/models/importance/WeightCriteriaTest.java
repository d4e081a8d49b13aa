package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.SharingNetworks;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Criteria that look at parameters alone, on networks that can be worked out by hand. */
class WeightCriteriaTest {

    private static final double ROUNDING = 1e-12;

    @Test
    void l1IsTheSumOfAbsoluteWeights() {
        assertThat(raw(new L1Norm())).containsExactly(1, 2, 0.5);
    }

    @Test
    void l2IsTheEuclideanNorm() {
        NetworkGraph graph = dense(3, -4, 0, 2);
        assertThat(raw(new L2Norm(), graph)).containsExactly(5, 2);
        assertThat(raw(new L1Norm(), graph)).containsExactly(7, 2);
    }

    @Test
    void geometricMedianIsTheSumOfDistances() {
        // |1 + 2| = 3, |1 - 0.5| = 0.5, |-2 - 0.5| = 2.5
        assertThat(raw(new GeometricMedian())).containsExactly(3.5, 5.5, 3);
        // The filters (3, -4) and (0, 2) are sqrt(9 + 36) apart.
        assertThat(raw(new GeometricMedian(), dense(3, -4, 0, 2))).containsExactly(Math.sqrt(45), Math.sqrt(45));
    }

    @Test
    void batchNormScaleIsAbsolute() {
        assertThat(raw(new BatchNormScale())).containsExactly(1, 0.5, 2);
    }

    @Test
    void batchNormScaleLeavesGroupsWithoutBatchNormToAnother() {
        NetworkGraph graph = dense(3, -4, 0, 2);
        ChannelGroup group = Coupling.groups(graph).get(0);
        CoupledImportance scale = CoupledImportance.of(new BatchNormScale());
        Importance norm = CoupledImportance.of(new L1Norm());
        assertThat(scale.scores(graph, group)).containsExactly(0, 0);
        assertThat(scale.orElse(norm).scores(graph, group)).containsExactly(norm.scores(graph, group));
        assertThat(scale.orElse(norm).scores(HandNetwork.graph(), HandNetwork.group()))
                .containsExactly(scale.scores(HandNetwork.graph(), HandNetwork.group()));
    }

    @Test
    void positionsOfAUnitAreJoined() {
        // A depthwise convolution with two filters a channel; the convolution before it also makes the channels.
        NetworkGraph graph = SharingNetworks.depthwise();
        ChannelGroup group = Coupling.groups(graph).get(0);
        float[] filters = graph.parameters().get("depthwise.weight").data().asFloat();
        double[] expected = new double[4];
        for (int i = 0; i < filters.length; i++) {
            expected[i / 18] += Math.abs(filters[i]);
        }
        Importance second = new CoupledImportance(
                (network, member) -> member.node().equals("depthwise")
                        ? new L1Norm().scores(network, member)
                        : java.util.Optional.empty(),
                Aggregation.SUM,
                Scaling.NONE,
                Aggregation.SUM);
        assertThat(second.scores(graph, group)).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void l1EqualsTheFormulaInOneLoopBitByBit() {
        for (long seed = 1; seed <= 8; seed++) {
            NetworkGraph graph = RandomNetworks.residual(seed);
            for (ChannelGroup group : Coupling.groups(graph)) {
                assertThat(CoupledImportance.of(new L1Norm()).scores(graph, group))
                        .containsExactly(l1(graph, group));
            }
        }
    }

    /** For every layer that makes the channels: sums of absolute weights, divided by their mean, added. */
    private static double[] l1(NetworkGraph graph, ChannelGroup group) {
        double[] scores = new double[group.width()];
        for (ChannelGroup.Member member : group.members()) {
            if (member.axis() == ChannelGroup.Axis.OUT
                    && graph.node(member.node()).has("weight")) {
                float[] weights = graph.parameter(graph.node(member.node()), "weight")
                        .data()
                        .asFloat();
                double[] sums = new double[group.width()];
                int length = weights.length / member.units().size();
                for (int i = 0; i < weights.length; i++) {
                    if (member.units().get(i / length) >= 0) {
                        sums[member.units().get(i / length)] += Math.abs(weights[i]);
                    }
                }
                double mean = Arrays.stream(sums).average().orElse(0);
                for (int unit = 0; unit < scores.length; unit++) {
                    scores[unit] += sums[unit] / mean;
                }
            }
        }
        return scores;
    }

    private static double[] raw(Criterion criterion) {
        return raw(criterion, HandNetwork.graph());
    }

    private static double[] raw(Criterion criterion, NetworkGraph graph) {
        return CoupledImportance.of(criterion)
                .withScaling(Scaling.NONE)
                .scores(graph, Coupling.groups(graph).get(0));
    }

    /** A dense layer with two filters of two weights, and one that reads it. */
    private static NetworkGraph dense(float... weights) {
        GraphBuilder graph = new GraphBuilder(
                "dense", new NetworkGraph.Input("input", TensorShape.image(1, 1, 2)), RandomNetworks.initialiser(1));
        String x = graph.add("flatten", new Rearrangement.Flatten(), graph.input());
        x = graph.add("fc1", new Operator.Dense(2, 2, false), x);
        NetworkGraph random = graph.build(graph.add("fc2", new Operator.Dense(2, 3, true), x));
        return random.withParameters(random.parameters()
                .with(Map.of("fc1.weight", Nd4j.createFromArray(weights).reshape('c', 2, 2))));
    }
}
