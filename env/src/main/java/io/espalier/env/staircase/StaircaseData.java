package io.espalier.env.staircase;

import io.espalier.env.target.TargetFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured on one target: layers, which serve every network that has them, and whole plans of networks. Immutable.
 *
 * @param fingerprint of the target
 * @param cells by what was measured
 * @param wholes in the order in which they were measured
 */
public record StaircaseData(TargetFingerprint fingerprint, SortedMap<Cell, CellTime> cells, List<WholeTime> wholes) {

    /** On a shared core the canary takes half as long again, on its own core its times are within a few per cent. */
    static final double CANARY_BOUND = 1.2;

    private static final double LEVEL_QUANTILE = 0.1;

    public StaircaseData {
        cells = Collections.unmodifiableSortedMap(new TreeMap<>(cells));
        wholes = List.copyOf(wholes);
    }

    public static StaircaseData empty(TargetFingerprint fingerprint) {
        return new StaircaseData(fingerprint, new TreeMap<>(), List.of());
    }

    /** With more layers; of two times of one layer the better founded stays. */
    public StaircaseData withCells(Collection<CellTime> more) {
        SortedMap<Cell, CellTime> all = new TreeMap<>(cells);
        double level = cellLevel();
        for (CellTime time : more) {
            // A disturbed time gives way to a quiet one, whatever its rounds.
            all.merge(
                    time.cell(),
                    time,
                    (old, now) -> quiet(old.canaryNanos(), level) == quiet(now.canaryNanos(), level)
                            ? old.orBetter(now)
                            : quiet(old.canaryNanos(), level) ? old : now);
        }
        return new StaircaseData(fingerprint, all, wholes);
    }

    /** With more plans, measured later. */
    public StaircaseData withWholes(Collection<WholeTime> more) {
        Set<WholeTime> all = new LinkedHashSet<>(wholes);
        all.addAll(more);
        return new StaircaseData(fingerprint, cells, new ArrayList<>(all));
    }

    /**
     * Everything that either has.
     *
     * @throws io.espalier.env.target.FingerprintChangedException if the other is of another target; the message names the facts
     */
    public StaircaseData merged(StaircaseData other) {
        fingerprint.requireSame(other.fingerprint);
        return withCells(other.cells.values()).withWholes(other.wholes);
    }

    /** The layers that were measured while nothing disturbed. */
    SortedMap<Cell, CellTime> quietCells() {
        double level = cellLevel();
        SortedMap<Cell, CellTime> quiet = new TreeMap<>(cells);
        quiet.values().removeIf(time -> !quiet(time.canaryNanos(), level));
        return quiet;
    }

    /** The plans of a network that were measured while nothing disturbed. */
    List<WholeTime> quietWholes(String network) {
        double level = wholeLevel();
        return wholes.stream()
                .filter(whole -> whole.network().equals(network) && quiet(whole.canaryNanos(), level))
                .toList();
    }

    /** The canary's time between layers on an undisturbed core; 0 if not known. */
    double cellLevel() {
        return level(cells.values().stream().map(CellTime::canaryNanos).toList());
    }

    /** The same between whole networks, which leave less of it in the caches; nanoseconds, 0 if not known. */
    public double wholeLevel() {
        return level(wholes.stream().map(WholeTime::canaryNanos).toList());
    }

    static double level(List<Double> canaries) {
        List<Double> known =
                canaries.stream().filter(nanos -> nanos > 0).sorted().toList();
        return known.isEmpty() ? 0 : known.get((int) (known.size() * LEVEL_QUANTILE));
    }

    private static boolean quiet(double canary, double level) {
        return canary == 0 || level == 0 || canary <= level * CANARY_BOUND;
    }
}
