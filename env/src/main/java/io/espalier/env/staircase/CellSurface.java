package io.espalier.env.staircase;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * The time of one layer over both of its axes, from the times along a few lines: adaptive cross approximation (Bebendorf 2000,
 * "Approximation of boundary element matrices", section 3). A cross is one line along each axis through a common cell, the pivot; it adds
 * to the surface so far the product of what the two lines differ from it. The first cross lies at full width, the second at half, and each
 * further one where the surface was wrong by most of some cells that were measured to try it. Which cells are still wanted follows from what
 * has been measured, so that whoever goes on with a table goes on in the same way. Immutable.
 */
final class CellSurface {

    private static final int MOST_CROSSES = 8;
    private static final int PROBES = 24;
    private static final int ALIGNMENT = 8;
    /** No layer is taken to be faster than this share of the fastest that was measured. */
    private static final double LEAST = 0.5;
    /** A line is used once so much of it has been measured. */
    private static final double ENOUGH = 0.9;

    private final LayerSignature signature;
    private final NetworkLayers.Range range;
    private final String layer;
    private final Lengths ins;
    private final Lengths outs;
    private final SortedMap<Cell, CellTime> measured;
    private final double tolerance;
    private final List<double[]> columns = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();
    private final List<Cell> wanted = new ArrayList<>();
    private double least;
    private double error = Double.NaN;

    private CellSurface(
            LayerSignature signature, NetworkLayers.Range range, SortedMap<Cell, CellTime> all, double tolerance) {
        this.signature = signature;
        this.range = range;
        this.layer = signature.key();
        this.ins = range.ins();
        this.outs = range.outs();
        this.tolerance = tolerance;
        this.measured = new TreeMap<>();
        all.forEach((cell, time) -> {
            if (cell.layer().equals(layer)) {
                measured.put(cell, time);
            }
        });
    }

    /**
     * The surface that the measured cells give.
     *
     * @param measured cells of this layer and of others
     * @param tolerance mean error of tried cells, as a share of their mean, at which no further cross is wanted
     */
    static CellSurface of(
            LayerSignature signature, NetworkLayers.Range range, SortedMap<Cell, CellTime> measured, double tolerance) {
        CellSurface surface = new CellSurface(signature, range, measured, tolerance);
        surface.build();
        return surface;
    }

    /** What it is the surface of. */
    LayerSignature signature() {
        return signature;
    }

    /** The lengths that it is asked for. */
    NetworkLayers.Range range() {
        return range;
    }

    /** Crosses that are in use. */
    int crosses() {
        return columns.size();
    }

    /** Mean error of cells that were measured to try the surface, as a share of their mean; NaN before there were any. */
    double error() {
        return error;
    }

    /** Cells of the next step that are not measured yet; empty when the surface is as good as was asked. */
    List<Cell> wanted() {
        return List.copyOf(wanted);
    }

    /** Whether there is anything to predict from. */
    boolean known() {
        return !columns.isEmpty();
    }

    /** Nanoseconds of the layer between so many channels; positive. */
    double nanos(int in, int out) {
        return Math.max(least, value(ins.indexOf(in), outs.indexOf(out)));
    }

    private double value(int inPlace, int outPlace) {
        double value = 0;
        for (int cross = 0; cross < columns.size(); cross++) {
            value += columns.get(cross)[inPlace] * rows.get(cross)[outPlace];
        }
        return value;
    }

    private void build() {
        least = LEAST
                * measured.values().stream().mapToDouble(CellTime::nanos).min().orElse(0);
        if (!cross(ins.size() - 1, outs.size() - 1) || !cross(half(ins), half(outs))) {
            return;
        }
        while (wanted.isEmpty() && columns.size() < Math.min(MOST_CROSSES, Math.min(ins.size(), outs.size()))) {
            if (crossOfMeasuredLines()) {
                continue;
            }
            List<int[]> probes = probes();
            probes.forEach(probe -> want(probe[0], probe[1]));
            if (!wanted.isEmpty()) {
                return;
            }
            int[] worst = worst(probes);
            int before = columns.size();
            if (error < tolerance || !cross(worst[0], worst[1]) || columns.size() == before) {
                return;
            }
        }
    }

    /** Adds the cross of two lines that were measured, perhaps for another network, if it changes anything; says whether it did. */
    private boolean crossOfMeasuredLines() {
        List<Integer> outPlaces = Line.places(outs);
        List<Integer> inPlaces = Line.places(ins);
        List<Integer> fullRows = lines(ins, in -> known(outPlaces, in, false).size() >= ENOUGH * outPlaces.size());
        List<Integer> fullColumns =
                lines(outs, out -> known(inPlaces, out, true).size() >= ENOUGH * inPlaces.size());
        double most = tolerance * value(ins.size() - 1, outs.size() - 1);
        int[] best = {};
        for (int in : fullRows) {
            for (int out : fullColumns) {
                CellTime time = measured.get(cell(in, out));
                double rest = time == null ? 0 : Math.abs(time.nanos() - value(in, out));
                if (rest > most) {
                    most = rest;
                    best = new int[] {in, out};
                }
            }
        }
        int before = columns.size();
        return best.length > 0 && cross(best[0], best[1]) && columns.size() > before;
    }

    private static List<Integer> lines(Lengths lengths, IntPredicate isFull) {
        return IntStream.range(0, lengths.size()).filter(isFull).boxed().toList();
    }

    private static int half(Lengths lengths) {
        return lengths.indexOf((lengths.last() + 1) / 2);
    }

    /** Adds a cross if its lines are there, else wants what is missing. Says whether to go on. */
    private boolean cross(int inPivot, int outPivot) {
        List<Integer> inPlaces = Line.places(ins);
        List<Integer> outPlaces = Line.places(outs);
        inPlaces.forEach(place -> want(place, outPivot));
        outPlaces.forEach(place -> want(inPivot, place));
        want(inPivot, outPivot);
        int size = inPlaces.size() + outPlaces.size();
        boolean enough = wanted.size() <= (1 - ENOUGH) * size;
        SortedMap<Integer, Double> column = known(inPlaces, outPivot, true);
        SortedMap<Integer, Double> row = known(outPlaces, inPivot, false);
        boolean first = columns.isEmpty();
        if (!(enough || first) || column.isEmpty() || row.isEmpty()) {
            return false;
        }
        double[] columnRest = Line.filled(ins, column);
        double[] rowRest = Line.filled(outs, row);
        for (int place = 0; place < columnRest.length; place++) {
            columnRest[place] -= value(place, outPivot);
        }
        for (int place = 0; place < rowRest.length; place++) {
            rowRest[place] -= value(inPivot, place);
        }
        double pivot = (columnRest[inPivot] + rowRest[outPivot]) / 2;
        double scale = column.values().stream().mapToDouble(Math::abs).max().orElse(0);
        // A pivot as small as noise would blow it up.
        if (Math.abs(pivot) > tolerance * scale) {
            for (int place = 0; place < rowRest.length; place++) {
                rowRest[place] /= pivot;
            }
            columns.add(columnRest);
            rows.add(rowRest);
        }
        return enough;
    }

    private SortedMap<Integer, Double> known(List<Integer> places, int other, boolean alongIn) {
        SortedMap<Integer, Double> known = new TreeMap<>();
        for (int place : places) {
            CellTime time = measured.get(alongIn ? cell(place, other) : cell(other, place));
            if (time != null) {
                known.put(place, time.nanos());
            }
        }
        return known;
    }

    private void want(int inPlace, int outPlace) {
        Cell cell = cell(inPlace, outPlace);
        if (!measured.containsKey(cell) && !wanted.contains(cell)) {
            wanted.add(cell);
        }
    }

    private Cell cell(int inPlace, int outPlace) {
        return new Cell(layer, ins.at(inPlace), outs.at(outPlace));
    }

    /** Half of them anywhere, half at multiples of eight, where plans of a search that knows the staircase will be. */
    private List<int[]> probes() {
        RandomGenerator random =
                RandomKey.of(1, "staircase.probes " + layer).at(columns.size()).generator();
        Set<Map.Entry<Integer, Integer>> places = new LinkedHashSet<>();
        for (int probe = 0; probe < PROBES; probe++) {
            int in = random.nextInt(ins.size());
            int out = random.nextInt(outs.size());
            boolean aligned = probe % 2 == 0;
            places.add(Map.entry(aligned ? aligned(ins, in) : in, aligned ? aligned(outs, out) : out));
        }
        return places.stream()
                .map(place -> new int[] {place.getKey(), place.getValue()})
                .toList();
    }

    private static int aligned(Lengths lengths, int place) {
        int length = lengths.at(place);
        return lengths.indexOf((length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private int[] worst(List<int[]> probes) {
        double sum = 0;
        double wrong = 0;
        double most = -1;
        int[] worst = probes.get(0);
        for (int[] probe : probes) {
            double nanos = Objects.requireNonNull(measured.get(cell(probe[0], probe[1])))
                    .nanos();
            double difference = Math.abs(nanos - value(probe[0], probe[1]));
            sum += nanos;
            wrong += difference;
            if (difference > most) {
                most = difference;
                worst = probe;
            }
        }
        error = wrong / sum;
        return worst;
    }
}
