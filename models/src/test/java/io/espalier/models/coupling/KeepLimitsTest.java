package io.espalier.models.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepLimitsTest {

    /** stem 16, stage1.block1.conv1 16, stage2.block1.conv1 32, stage2.block1.conv2 32, stage3.block1.conv1 64, stage3.block1.conv2 64. */
    private final List<ChannelGroup> groups = Coupling.groups(ZooNetwork.RESNET8.create(SharingNetworks.INPUT, 10, 1));

    @Test
    void withoutRulesEveryCountIsLegal() {
        KeepLimits limits = KeepLimits.none(groups);
        assertThat(limits.legal("stem")).hasSize(16).startsWith(1, 2).endsWith(16);
    }

    @Test
    void countsAreMultiplesOrTheWholeWidth() {
        assertThat(limits(KeepRule.of("stem").withMultiple(6)).legal("stem")).containsExactly(6, 12, 16);
        assertThat(limits(KeepRule.of("stem").withMultiple(32)).legal("stem")).containsExactly(16);
    }

    @Test
    void boundsAreSharesThatGoOrCountsThatStay() {
        assertThat(limits(KeepRule.of("stem").withRatio(0.25, 0.5)).legal("stem"))
                .containsExactly(8, 9, 10, 11, 12);
        assertThat(limits(KeepRule.of("stem").withKept(3, 5)).legal("stem")).containsExactly(3, 4, 5);
        assertThat(limits(KeepRule.of("stem").withKept(99, 100)).legal("stem")).containsExactly(16);
        // 0.2 of 10 units are 2, though 10 * (1 - 0.8) is a little less in binary.
        assertThat(KeepRule.of("*").withRatio(0, 0.8).allows(2, 10)).isTrue();
        assertThat(KeepRule.of("*").withRatio(0, 0.8).allows(1, 10)).isFalse();
    }

    @Test
    void aNodesNameStandsForTheGroupOfWhatItMakes() {
        KeepLimits limits = limits(KeepRule.excluding("stage1.block1.conv2"));
        assertThat(limits.legal("stem")).containsExactly(16);
        // This layer is read by the node, not made by it.
        assertThat(limits.legal("stage1.block1.conv1")).hasSize(16);
    }

    @Test
    void patternsFitManyGroupsOrAllButSome() {
        KeepLimits limits = limits(KeepRule.excluding("!stage3.block?.conv*"));
        assertThat(limits.legal("stage3.block1.conv1")).hasSize(64);
        assertThat(limits.legal("stage3.block1.conv2")).hasSize(64);
        assertThat(limits.legal("stem")).containsExactly(16);
        assertThat(limits.legal("stage2.block1.conv1")).containsExactly(32);
    }

    @Test
    void rulesAddUpWhateverTheirOrder() {
        KeepRule few = KeepRule.of("stage3*").withRatio(0.5, 1);
        KeepRule eight = KeepRule.of("*").withMultiple(8);
        assertThat(limits(few, eight).legal("stage3.block1.conv1")).containsExactly(8, 16, 24, 32);
        assertThat(limits(eight, few).legal("stage3.block1.conv1")).containsExactly(8, 16, 24, 32);
        assertThat(limits(few, eight).legal("stem")).containsExactly(8, 16);
    }

    @Test
    void theNearestLegalCountIsTheLargerOfTwoThatAreEquallyNear() {
        KeepLimits limits = limits(KeepRule.of("*").withMultiple(4));
        assertThat(limits.nearest("stem", 5.9)).isEqualTo(4);
        assertThat(limits.nearest("stem", 6)).isEqualTo(8);
        assertThat(limits.nearest("stem", 0)).isEqualTo(4);
        assertThat(limits.nearest("stem", 99)).isEqualTo(16);
        assertThat(limits.smallest("stem")).isEqualTo(4);
        assertThat(limits.largest("stem")).isEqualTo(16);
    }

    @Test
    void aPatternThatFitsNothingIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> limits(KeepRule.excluding("stage4*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "pattern must name a group of the network, or a layer that makes channels of one: "
                                + "'stage4*' (the groups are [stem, stage1.block1.conv1,");
    }

    @Test
    void rulesThatLeaveNothingAreRefusedByName() {
        KeepRule third = KeepRule.of("stem").withKept(5, 7);
        KeepRule eight = KeepRule.of("*").withMultiple(8);
        assertThatThrownBy(() -> limits(third, eight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "rules must leave a kept count for group 'stem' of 16 units: [KeepRule[pattern=stem");
    }

    @Test
    void figuresOutOfRangeAreRefused() {
        assertRefused(() -> KeepRule.of(" "), "pattern must not be blank: ' '");
        assertRefused(() -> KeepRule.of("*").withRatio(1, 1), "minRatio must be in [0, 1): 1.0");
        assertRefused(() -> KeepRule.of("*").withRatio(0.5, 0.4), "maxRatio must be in [0.5, 1]: 0.4");
        assertRefused(() -> KeepRule.of("*").withRatio(0, Double.NaN), "maxRatio must be in [0.0, 1]: NaN");
        assertRefused(() -> KeepRule.of("*").withKept(0, 4), "minKept must be at least 1: 0");
        assertRefused(() -> KeepRule.of("*").withKept(5, 4), "maxKept must be at least 5: 4");
        assertRefused(() -> KeepRule.of("*").withMultiple(0), "multiple must be at least 1: 0");
        assertRefused(
                () -> KeepLimits.none(groups).legal("fc"),
                "group must be one of [stem, stage1.block1.conv1, "
                        + "stage2.block1.conv1, stage2.block1.conv2, stage3.block1.conv1, stage3.block1.conv2]: 'fc'");
    }

    private KeepLimits limits(KeepRule... rules) {
        return KeepLimits.of(groups, List.of(rules));
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
