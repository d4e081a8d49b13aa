package io.espalier.env.staircase;

import io.espalier.env.latency.Canary;
import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The state of one build: which block is next, and what has been measured. */
final class StaircaseBuild {

    private static final int CELLS_PER_BLOCK = 12;
    private static final int PLANS_PER_BLOCK = 6;
    private static final long BLOCK_CAP_MILLIS = 10_000;
    /** Whole plans may take so much of the time while layers are still wanted. */
    private static final double WHOLE_SHARE = 0.3;

    /** So many plans more are drawn than wanted, because some repeat. */
    private static final int MOST_REPEATED = 1000;

    private static final int ID_LENGTH = 12;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Target target;
    private final NetworkLayers layers;
    private final CalibrationPlans plans;
    private final StaircaseSettings settings;
    private final LongSupplier nanoClock;
    private final long start;
    private final List<CellSurface> surfaces = new ArrayList<>();
    private StaircaseData data;
    private long wholeNanos;
    private int blocks;
    private int disturbed;
    private int plansPerBlock = PLANS_PER_BLOCK;
    private int cellsPerBlock = CELLS_PER_BLOCK;

    StaircaseBuild(
            Target target,
            NetworkLayers layers,
            CalibrationPlans plans,
            StaircaseSettings settings,
            LongSupplier nanoClock,
            StaircaseData data) {
        this.target = target;
        this.layers = layers;
        this.plans = plans;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.data = data;
        this.start = nanoClock.getAsLong();
        layers.ranges()
                .forEach((signature, range) ->
                        surfaces.add(CellSurface.of(signature, range, data.quietCells(), settings.tolerance())));
    }

    StaircaseData data() {
        return data;
    }

    boolean inTime() {
        return nanoClock.getAsLong() - start < settings.budgetMillis() * NANOS_PER_MILLI;
    }

    /** Measures one block; says whether there was anything left to measure. */
    boolean step() {
        List<CellSurface> open = open();
        boolean early = open.stream().anyMatch(surface -> surface.crosses() < 1);
        boolean planTime = wholeNanos <= WHOLE_SHARE * (nanoClock.getAsLong() - start);
        boolean plansLeft = wholes() < settings.wholePlans() && !nextPlans().isEmpty();
        if (plansLeft && !early && (open.isEmpty() || planTime)) {
            measurePlans();
            return true;
        }
        if (!open.isEmpty()) {
            measureCells(open.get(0));
            return true;
        }
        return false;
    }

    StaircaseProgress progress() {
        List<String> keys =
                surfaces.stream().map(surface -> surface.signature().key()).toList();
        int cells = (int) data.cells().keySet().stream()
                .filter(cell -> keys.contains(cell.layer()))
                .count();
        return new StaircaseProgress(
                cells,
                wholes(),
                settings.wholePlans(),
                open().size(),
                blocks,
                disturbed,
                (nanoClock.getAsLong() - start) / NANOS_PER_MILLI);
    }

    /** Layers of which more is wanted: those with the fewest crosses first, among these the one that costs most. */
    private List<CellSurface> open() {
        return surfaces.stream()
                .filter(surface -> !surface.wanted().isEmpty())
                .sorted(Comparator.comparingInt(CellSurface::crosses)
                        .thenComparing(this::macs, Comparator.reverseOrder()))
                .toList();
    }

    private long macs(CellSurface surface) {
        long uses = layers.layers().stream()
                .filter(layer -> layer.signature().equals(surface.signature()))
                .count();
        NetworkLayers.Range range = surface.range();
        return uses * surface.signature().macs(range.ins().last(), range.outs().last());
    }

    private int wholes() {
        return data.quietWholes(layers.digest()).size();
    }

    private void measureCells(CellSurface surface) {
        List<Cell> cells = surface.wanted().stream().limit(cellsPerBlock).toList();
        CellNetwork network = CellNetwork.of(surface.signature(), surface.range());
        Optional<BlockTimes> times = measured(
                cells.stream()
                        .map(cell -> network.between(cell.in(), cell.out()))
                        .toList(),
                data.cellLevel());
        List<CellTime> found = new ArrayList<>();
        times.ifPresent(block -> {
            for (int i = 0; i < cells.size(); i++) {
                found.add(new CellTime(
                        cells.get(i), block.nanos(i) / network.copies(), block.canaryNanos(), block.weight()));
            }
        });
        data = data.withCells(found);
        cellsPerBlock = next(cellsPerBlock, CELLS_PER_BLOCK, times.isPresent());
        surfaces.replaceAll(old -> old == surface
                ? CellSurface.of(old.signature(), old.range(), data.quietCells(), settings.tolerance())
                : old);
    }

    private void measurePlans() {
        long before = nanoClock.getAsLong();
        List<List<Integer>> counts = nextPlans();
        List<TargetNetwork> networks = new ArrayList<>(List.of(plans.unpruned()));
        counts.forEach(plan -> networks.add(plans.network(plan)));
        Optional<BlockTimes> times = measured(networks, data.wholeLevel() > 0 ? data.wholeLevel() : data.cellLevel());
        List<WholeTime> found = new ArrayList<>();
        times.ifPresent(block -> {
            for (int i = 0; i < counts.size(); i++) {
                found.add(new WholeTime(
                        layers.digest(),
                        counts.get(i),
                        block.ratio(i + 1, 0),
                        block.nanos(0),
                        block.canaryNanos(),
                        block.weight()));
            }
        });
        data = data.withWholes(found);
        plansPerBlock = next(plansPerBlock, PLANS_PER_BLOCK, times.isPresent());
        wholeNanos += nanoClock.getAsLong() - before;
    }

    /** The first of the sequence that are not measured; fewer, if the network is so small that plans repeat. */
    private List<List<Integer>> nextPlans() {
        Set<List<Integer>> known = new HashSet<>();
        data.quietWholes(layers.digest()).forEach(whole -> known.add(whole.kept()));
        List<List<Integer>> next = new ArrayList<>();
        for (int place = 0; place < settings.wholePlans() + MOST_REPEATED && next.size() < plansPerBlock; place++) {
            List<Integer> counts = Arrays.stream(plans.counts(place)).boxed().toList();
            if (known.add(counts)) {
                next.add(counts);
            }
        }
        return next;
    }

    /** Rounds of fewer networks are shorter, so that more of them are undisturbed. */
    private static int next(int size, int most, boolean quiet) {
        return quiet ? Math.min(most, size + 1) : Math.max(1, size / 2);
    }

    private Optional<BlockTimes> measured(List<TargetNetwork> networks, double level) {
        String id = "staircase/%s/%d/%d".formatted(layers.digest().substring(0, ID_LENGTH), start, blocks);
        long seed = RandomKey.of(settings.seed(), "staircase.block").at(blocks).derivedSeed();
        blocks++;
        Block block = target.measure(
                new BlockRequest(id, networks, Canary.network(), settings.rounds(), BLOCK_CAP_MILLIS, seed));
        data.fingerprint().requireSame(block.fingerprint());
        Optional<BlockTimes> times = BlockTimes.of(block, level);
        if (times.isEmpty()) {
            disturbed++;
        }
        return times;
    }
}
