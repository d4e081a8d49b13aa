package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.target.TargetSettings;
import io.espalier.env.worker.ForkedTarget;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the real measuring process, for every kind of layer that the zoo has. */
class StaircaseOnMachineTest {

    private static final StaircaseSettings SHORT = new StaircaseSettings(4_000, 5, 0.2, 3, 1);

    @Test
    void measuresDepthwiseAndDenseLayersAndGates() {
        NetworkGraph graph = ZooNetwork.MOBILENET_V2_CIFAR.create(TensorShape.image(3, 8, 8), 10, 1);
        List<ChannelGroup> groups = Coupling.groups(graph);
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            StaircaseBuilder builder = new StaircaseBuilder(target, graph, groups, SHORT, System::nanoTime);
            int[] told = {0};
            StaircaseData data = builder.build(
                    StaircaseData.empty(target.fingerprint()),
                    (soFar, progress) -> told[0] = Math.max(told[0], progress.blocks()),
                    () -> false);
            StaircaseTable table = builder.table(data);
            int[] widths = groups.stream().mapToInt(ChannelGroup::width).toArray();
            assertThat(told[0]).isPositive();
            assertThat(table.fingerprint()).isEqualTo(target.fingerprint());
            assertThat(table.ratio(widths)).isCloseTo(1, within(1e-9));
            int[] little = groups.stream().mapToInt(group -> 1).toArray();
            assertThat(table.ratio(little)).isBetween(0.0, 1.0);
        }
    }
}
