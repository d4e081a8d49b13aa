package io.espalier.models.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class WeightStatisticsTest {

    /** Weights are float32. */
    private static final Offset<Double> FLOAT_ROUNDING = Offset.offset(1e-6);

    @Test
    void looksAtTheGroupsOwnFiltersOnly() {
        WeightStatistics statistics = statistics(3, -1, 0.1f, 0, 100, 100);
        assertThat(statistics.meanAbsolute()).isCloseTo(1.025, FLOAT_ROUNDING);
        assertThat(statistics.standardDeviation()).isCloseTo(Math.sqrt(8.9075 / 3), FLOAT_ROUNDING);
        assertThat(statistics.smallShare()).isEqualTo(0.5);
    }

    @Test
    void zerosAreSmall() {
        assertThat(statistics(0, 0, 0, 0, 1, 1)).isEqualTo(new WeightStatistics(0, 0, 1));
    }

    /** Three filters of two weights, the last of which is in no group. */
    private static WeightStatistics statistics(float... weights) {
        GraphBuilder builder = new GraphBuilder(
                "dense",
                new NetworkGraph.Input("input", TensorShape.vector(2)),
                (node, role, shape) -> Nd4j.createFromArray(weights).reshape('c', 3, 2));
        NetworkGraph graph = builder.build(builder.add("fc", new Operator.Dense(2, 3, false), "input"));
        Member member = new Member("fc", Axis.OUT, List.of(0, 1, Member.OUTSIDE));
        return WeightStatistics.of(graph, new ChannelGroup("fc", 2, List.of(member)));
    }
}
