package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.espalier.env.target.FingerprintChangedException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.surgery.Surgeon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaircaseTableTest {

    /** Noise of a per cent in cells and plans, and surfaces that end at an error of 4 % of a layer. */
    private static final double MOST_ERROR = 0.03;

    private static final StaircaseSettings SETTINGS = new StaircaseSettings(600_000, 36, 0.04, 5, 1);
    private static final StaircaseSettings ROUGH = new StaircaseSettings(600_000, 10, 0.3, 3, 1);
    private static final int PLANS = 30;

    private static NetworkGraph graph;
    private static List<ChannelGroup> groups;
    private static CostModel cost;
    private static StaircaseData whole;
    private static StaircaseTable table;

    @BeforeAll
    static void buildsOnce() {
        graph = TwoStages.of(1);
        groups = Coupling.groups(graph);
        cost = CostModel.of(graph, groups);
        BlockedKernels target = new BlockedKernels("simulated").disturbedEvery(5);
        whole = builder(target).build(StaircaseData.empty(target.fingerprint()), StaircaseListener.NONE, () -> false);
        table = StaircaseTable.of(whole, graph, groups);
    }

    private static StaircaseBuilder builder(BlockedKernels target) {
        return new StaircaseBuilder(target, graph, groups, SETTINGS, target::nanoTime);
    }

    private static double law(int... counts) {
        return BlockedKernels.nanos(Surgeon.prune(graph, groups, RandomPlans.plan(groups, counts)))
                / BlockedKernels.nanos(graph);
    }

    @Test
    void predictsPlansThatItHasNotSeenFarBetterThanMacsDo() {
        double tables = 0;
        double macs = 0;
        for (int plan = 0; plan < PLANS; plan++) {
            int[] counts = RandomPlans.counts(groups, "test", 3, plan);
            double law = law(counts);
            tables += Math.abs(table.ratio(counts) / law - 1) / PLANS;
            macs += Math.abs((double) cost.cost(counts).macs() / cost.whole().macs() / law - 1) / PLANS;
        }
        assertThat(tables).as("macs are off by %s", macs).isLessThan(MOST_ERROR).isLessThan(macs / 5);
        assertThat(table.relativeError()).isBetween(tables / 3, 3 * tables);
    }

    @Test
    void isOneForTheUnprunedNetwork() {
        assertThat(table.ratio(cost.widths())).isCloseTo(1, within(1e-12));
    }

    @Test
    void dropsCountsThatAreSlowerThanGreaterOnes() {
        int group = IntStream.range(0, groups.size())
                .filter(i ->
                        groups.get(i).width() == 32 && groups.get(i).members().size() == 3)
                .findFirst()
                .orElseThrow();
        List<Integer> counts = IntStream.rangeClosed(1, 32).boxed().toList();
        assertThat(table.worthwhile(group, counts))
                .contains(1, 8, 16, 32)
                .doesNotContain(31, 30, 29)
                .isSorted();
    }

    @Test
    void showsTheStepsOfAGroupWithWhatWasMeasured() {
        int group = IntStream.range(0, groups.size())
                .filter(i ->
                        groups.get(i).width() == 32 && groups.get(i).members().size() == 3)
                .findFirst()
                .orElseThrow();
        List<StaircaseTable.Step> steps = table.steps(group, false);
        assertThat(steps)
                .extracting(StaircaseTable.Step::kept)
                .hasSize(32)
                .startsWith(1)
                .endsWith(32);
        assertThat(steps.get(30).predicted()).isGreaterThan(1.2 * steps.get(31).predicted());
        assertThat(steps).allSatisfy(step -> assertThat(step.measured().orElseThrow())
                .isCloseTo(step.predicted(), withinPercentage(5)));
    }

    @Test
    void tellsWhatAGroupCosts() {
        for (int group = 0; group < groups.size(); group++) {
            int[] half = cost.widths();
            half[group] = (half[group] + 1) / 2;
            assertThat(table.share(group)).isBetween(0.0, 1.0).isCloseTo(Math.max(0, 1 - law(half)), within(0.03));
            assertThat(table.slope(group)).isBetween(0.0, 1.5);
        }
    }

    @Test
    void isDrawnToWhatIsMeasuredLater() {
        int[] counts = RandomPlans.counts(groups, "later", 1, 0);
        double before = table.ratio(counts);
        double measured = 1.2 * before;
        StaircaseTable more = table;
        for (int i = 0; i < 10; i++) {
            int[] near = counts.clone();
            near[0] = Math.max(1, near[0] - i % 3);
            more = more.withMeasured(near, measured);
        }
        assertThat(more.ratio(counts)).isBetween(1.03 * before, measured);
        assertThat(table.ratio(counts)).isEqualTo(before);
    }

    @Test
    void leavesOutWhatWasDisturbed() {
        double level = whole.cellLevel();
        assertThat(whole.cells().values()).allMatch(cell -> cell.canaryNanos() <= 1.2 * level);
    }

    @Test
    void goesOnAfterAnInterruptionWithoutMeasuringALayerTwice(@TempDir Path folder) {
        BlockedKernels target = new BlockedKernels("simulated");
        Path file = folder.resolve("table.ndjson");
        int[] blocks = {0};
        StaircaseData half = rough(target)
                .build(StaircaseData.empty(target.fingerprint()), StaircaseListener.NONE, () -> blocks[0]++ == 20);
        StaircaseFile.write(file, half);
        StaircaseData all = rough(target).build(StaircaseFile.read(file), StaircaseListener.NONE, () -> false);
        String reference = TargetNetwork.of(OnnxCodec.toBytes(graph)).id();
        List<String> others = new ArrayList<>(target.measured());
        others.removeIf(reference::equals);
        assertThat(half.cells().size()).isPositive().isLessThan(all.cells().size());
        assertThat(others).hasSameSizeAs(new HashSet<>(others));
        assertThat(others).hasSize(all.cells().size() + all.wholes().size());
        assertThat(all.wholes()).hasSizeGreaterThanOrEqualTo(ROUGH.wholePlans());
        assertThat(blocks[0]).isEqualTo(21);
    }

    private static StaircaseBuilder rough(BlockedKernels target) {
        return new StaircaseBuilder(target, graph, groups, ROUGH, target::nanoTime);
    }

    @Test
    void servesFromTheFirstBlockOn() {
        BlockedKernels target = new BlockedKernels("simulated");
        int[] blocks = {0};
        StaircaseData little = builder(target)
                .build(StaircaseData.empty(target.fingerprint()), StaircaseListener.NONE, () -> blocks[0]++ == 1);
        StaircaseTable early = StaircaseTable.of(little, graph, groups);
        assertThat(early.ratio(cost.widths())).isCloseTo(1, within(1e-12));
        assertThat(early.ratio(RandomPlans.counts(groups, "early", 1, 0))).isBetween(0.0, 1.5);
        assertThat(early.relativeError()).isNaN();
    }

    @Test
    void mergesWhatWasMeasuredApartOnOneTarget() {
        List<CellTime> cells = List.copyOf(whole.cells().values());
        int middle = cells.size() / 2;
        StaircaseData empty = StaircaseData.empty(whole.fingerprint());
        StaircaseData first = empty.withCells(cells.subList(0, middle)).withWholes(whole.wholes());
        StaircaseData second = empty.withCells(cells.subList(middle - 5, cells.size()));
        assertThat(first.merged(second)).isEqualTo(whole);
        assertThat(second.merged(first).cells()).isEqualTo(whole.cells());
    }

    @Test
    void refusesToMergeWithAnotherTarget() {
        StaircaseData other = StaircaseData.empty(TargetFingerprint.of(Map.of("processor", "other", "batch", "1")));
        assertThatThrownBy(() -> whole.merged(other))
                .isInstanceOf(FingerprintChangedException.class)
                .hasMessageContaining("processor was 'simulated' and is 'other'");
        assertThatThrownBy(() ->
                        builder(new BlockedKernels("simulated")).build(other, StaircaseListener.NONE, () -> false))
                .isInstanceOf(FingerprintChangedException.class);
    }

    @Test
    void servesAnotherNetworkOfTheSameLayers() {
        NetworkGraph deeper = TwoStages.of(3);
        List<ChannelGroup> deeperGroups = Coupling.groups(deeper);
        StaircaseTable other = StaircaseTable.of(whole, deeper, deeperGroups);
        int[] counts = RandomPlans.counts(deeperGroups, "test", 1, 1);
        double law = BlockedKernels.nanos(Surgeon.prune(deeper, deeperGroups, RandomPlans.plan(deeperGroups, counts)))
                / BlockedKernels.nanos(deeper);
        assertThat(other.ratio(counts)).isCloseTo(law, within(0.08));
        assertThat(other.relativeError()).isNaN();
    }
}
