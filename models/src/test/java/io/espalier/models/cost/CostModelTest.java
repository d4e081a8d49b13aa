package io.espalier.models.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private final NetworkGraph lenet = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
    private final List<ChannelGroup> groups = Coupling.groups(lenet);
    private final CostModel model = CostModel.of(lenet, groups);

    @Test
    void lenet5CostsWhatOneComputesByHand() {
        long macs = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 6 * 25 + 400 * 120 + 120 * 84 + 84 * 10;
        // Most lives when the first ReLU runs: what it reads and what it makes.
        long peak = 2 * 6 * 28 * 28;
        assertThat(model.whole()).isEqualTo(new Cost(macs, 61_706, peak));
        assertThat(CostModel.costOf(lenet)).isEqualTo(new Cost(macs, 61_706, peak));
        assertThat(model.whole().bytes()).isEqualTo(4 * 61_706);
    }

    @Test
    void countsThatAreNotNamedStayWhole() {
        long macs = 28 * 28 * 6 * 25 + 10 * 10 * 8 * 6 * 25 + 200 * 120 + 120 * 84 + 84 * 10;
        assertThat(model.cost(Map.of("conv2", 8)).macs()).isEqualTo(macs);
        assertThat(model.cost(6, 8, 120, 84)).isEqualTo(model.cost(Map.of("conv2", 8)));
        assertThat(model.macsByNode(6, 8, 120, 84)).containsEntry("fc1", 200L * 120);
    }

    @Test
    void aGroupsShareIsWhatGoesWithIt() {
        long touched = 10 * 10 * 16 * 6 * 25 + 400 * 120;
        assertThat(model.macsShare(groups.get(1)))
                .isEqualTo(1
                        - (double) (model.whole().macs() - touched)
                                / model.whole().macs());
    }

    @Test
    void countOutOfRangeIsRefused() {
        assertThatThrownBy(() -> model.cost(7, 8, 120, 84))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kept must be in [0, 6] for group 'conv1': 7");
        assertThatThrownBy(() -> model.cost(Map.of("conv9", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kept must name groups of the network: [conv9]");
    }

    @Test
    void unitsOfUnequalSizeAreRefused() {
        Member uneven = new Member("conv1", Axis.OUT, List.of(0, 0, 1, Member.OUTSIDE, 2, 2));
        List<ChannelGroup> crooked = List.of(new ChannelGroup("conv1", 3, List.of(uneven)));
        assertThatThrownBy(() -> CostModel.of(lenet, crooked))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(
                        "node 'conv1': units of group 'conv1' must all fill equally many positions of its OUT axis: 2 and 1");
    }
}
