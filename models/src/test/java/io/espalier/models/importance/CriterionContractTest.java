package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract for every criterion that has a name. */
@ParameterizedClass
@EnumSource
class CriterionContractTest implements ImportanceContract {

    private final CriterionName name;

    CriterionContractTest(CriterionName name) {
        this.name = name;
    }

    @Override
    public Importance importance(NetworkGraph graph) {
        return name.importance(Measured.once(graph, name.need()));
    }

    @Override
    public boolean followsChannels() {
        return name != CriterionName.RANDOM;
    }

    @Override
    public boolean distinguishes(NetworkGraph graph) {
        // Without a ReLU nothing is exactly zero.
        return name != CriterionName.APOZ
                || graph.nodes().stream().anyMatch(node -> node.operator() instanceof Operator.Activation);
    }

    @Test
    void measuringTwiceGivesTheSameBits() {
        NetworkGraph graph = RandomNetworks.residual(4);
        Importance first = name.importance(Measured.anew(graph, name.need()));
        Importance second = name.importance(Measured.anew(graph, name.need()));
        for (ChannelGroup group : Coupling.groups(graph)) {
            assertThat(second.scores(graph, group)).containsExactly(first.scores(graph, group));
        }
    }
}
