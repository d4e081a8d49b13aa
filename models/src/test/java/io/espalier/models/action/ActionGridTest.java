package io.espalier.models.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionGridTest {

    private static final List<ChannelGroup> GROUPS = List.of(group("a", 8), group("b", 10));

    /** In the first group multiples of 4 are faster than what lies below them. */
    private static final ActionGrid.Worthwhile STAIRCASE = (group, counts) ->
            counts.stream().filter(count -> group > 0 || count % 4 == 0).toList();

    @Test
    void keepsMultiplesTheSmallestCountAndTheWidth() {
        assertThat(LegalCounts.of(group("a", 32), ActionSettings.DEFAULTS.withChannelMultiple(8))
                        .counts())
                .containsExactly(8, 16, 24, 32);
        assertThat(LegalCounts.of(group("a", 20), ActionSettings.DEFAULTS.withChannelMultiple(8))
                        .counts())
                .containsExactly(8, 16, 20);
        assertThat(LegalCounts.of(group("a", 4), ActionSettings.DEFAULTS.withChannelMultiple(8))
                        .counts())
                .containsExactly(4);
        assertThat(LegalCounts.of(group("a", 10), ActionSettings.DEFAULTS).counts())
                .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void anActionMeansTheNearestLegalCountAndOfTwoTheLarger() {
        ActionGrid grid = ActionGrid.of(
                List.of(group("a", 32)),
                ActionSettings.DEFAULTS.withMaxRatio(0.75).withChannelMultiple(8));
        assertThat(grid.kept(0, 0)).isEqualTo(32);
        assertThat(grid.kept(0, 0.5)).as("20 lies between 16 and 24").isEqualTo(24);
        assertThat(grid.kept(0, 0.52)).isEqualTo(16);
        assertThat(grid.kept(0, 1)).isEqualTo(8);
    }

    @Test
    void aGroupsBoundsNarrowItsCounts() {
        ActionSettings settings = ActionSettings.DEFAULTS
                .withMaxRatio(0.75)
                .withChannelMultiple(2)
                .withBounds(Map.of("a", List.of(0.3, 0.7)));
        ActionGrid grid = ActionGrid.of(List.of(group("a", 10), group("b", 10)), settings);
        assertThat(grid.legal().get(0).counts()).containsExactly(4, 6);
        assertThat(grid.legal().get(1).counts()).containsExactly(4, 6, 8, 10);
        assertThat(grid.kept(0, 0)).as("the nearest to all").isEqualTo(6);
        assertThat(grid.kept(0, 1)).isEqualTo(4);
    }

    @Test
    void boundsOfAnUnknownGroupOrThatLeaveNoCountAreRefused() {
        ActionSettings settings = ActionSettings.DEFAULTS.withChannelMultiple(4);
        assertThatThrownBy(() -> ActionGrid.of(GROUPS, settings.withBounds(Map.of("c", List.of(0.5, 1.0)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action.bounds must name groups of the network: 'c' (the groups are [a, b])");
        assertThatThrownBy(() -> ActionGrid.of(GROUPS, settings.withBounds(Map.of("b", List.of(0.5, 0.7)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "action.bounds must leave group 'b' a count of its 10 units with action.max_ratio 0.8 and action.channel_multiple 4 and action.bounds: [0.5, 0.7]");
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.4", "-0.1,1", "0,1.1", "NaN,1"})
    void boundsThatAreNoRangeOfSharesAreRefused(double least, double largest) {
        assertThatThrownBy(() -> ActionSettings.DEFAULTS.withBounds(Map.of("a", List.of(least, largest))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("bounds must be [least, largest] kept share of a group");
    }

    @Test
    void dropsCountsThatAreSlowerThanALargerOne() {
        ActionGrid grid = ActionGrid.of(GROUPS, ActionSettings.DEFAULTS).withoutSlower(STAIRCASE);
        assertThat(grid.legal().get(0).counts()).as("the smallest, 2, stays").containsExactly(2, 4, 8);
        assertThat(grid.legal().get(1).counts()).hasSize(9);
        assertThat(grid.size()).isEqualTo(12);
        assertThat(grid.kept(0, 0.45)).as("5.12 was asked for").isEqualTo(4);
    }

    @Test
    void dropsNothingWhereTheSettingsSaySo() {
        ActionGrid grid = ActionGrid.of(GROUPS, ActionSettings.DEFAULTS.withDropSlower(false));
        assertThat(grid.withoutSlower(STAIRCASE)).isEqualTo(grid);
    }

    @Test
    void countsThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> new LegalCounts(List.of(2, 2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counts must rise from at least 1: [2, 2, 4]");
    }

    private static ChannelGroup group(String name, int width) {
        List<Integer> units = IntStream.range(0, width).boxed().toList();
        return new ChannelGroup(name, width, List.of(new Member(name, Axis.OUT, units)));
    }
}
