package io.espalier.env.staircase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Times along one axis, the other axis held. Which counts are alike is not known before, but what fills vectors comes in powers of two: a
 * count that was not measured is interpolated between its nearest neighbours that leave the same rest, by the greatest power of two for
 * which there are neighbours on both sides.
 */
final class Line {

    private static final int PERIOD = 16;
    /** A line of at most so many lengths is measured whole. */
    private static final int WHOLE = 64;

    private Line() {}

    /** Places along the axis that are worth being measured: all of a short one; of a long one runs at both ends and in the middle, and every 16th. */
    static List<Integer> places(Lengths lengths) {
        NavigableSet<Integer> places = new TreeSet<>();
        int size = lengths.size();
        if (size <= WHOLE) {
            for (int place = 0; place < size; place++) {
                places.add(place);
            }
            return List.copyOf(places);
        }
        int middle = size / 2 / PERIOD * PERIOD;
        for (int place = 0; place < PERIOD; place++) {
            places.add(place);
            places.add(middle + place);
            places.add(size - 1 - place);
        }
        for (int place = size - 1; place >= 0; place -= PERIOD * Math.max(1, size / (WHOLE * PERIOD))) {
            places.add(place);
        }
        return List.copyOf(places);
    }

    /**
     * A time for every place.
     *
     * @param known place to nanoseconds, at least one
     */
    static double[] filled(Lengths lengths, SortedMap<Integer, Double> known) {
        List<Map<Integer, NavigableMap<Integer, Double>>> byRest = new ArrayList<>();
        for (int period = PERIOD; period >= 1; period /= 2) {
            Map<Integer, NavigableMap<Integer, Double>> rests = new TreeMap<>();
            for (var entry : known.entrySet()) {
                int rest = lengths.at(entry.getKey()) % period;
                rests.computeIfAbsent(rest, unseen -> new TreeMap<>())
                        .put(lengths.at(entry.getKey()), entry.getValue());
            }
            byRest.add(rests);
        }
        double[] times = new double[lengths.size()];
        for (int place = 0; place < times.length; place++) {
            Double measured = known.get(place);
            times[place] = measured != null ? measured : between(lengths.at(place), byRest);
        }
        return times;
    }

    private static double between(int length, List<Map<Integer, NavigableMap<Integer, Double>>> byRest) {
        int period = PERIOD;
        for (Map<Integer, NavigableMap<Integer, Double>> rests : byRest) {
            NavigableMap<Integer, Double> alike = rests.get(length % period);
            period /= 2;
            if (alike == null) {
                continue;
            }
            var below = alike.floorEntry(length);
            var above = alike.ceilingEntry(length);
            if (below != null && above != null) {
                double weight = (double) (length - below.getKey()) / (above.getKey() - below.getKey());
                return below.getValue() + weight * (above.getValue() - below.getValue());
            }
        }
        NavigableMap<Integer, Double> all =
                Objects.requireNonNull(byRest.get(byRest.size() - 1).get(0));
        var nearest = all.floorEntry(length) == null ? all.firstEntry() : all.lastEntry();
        return nearest.getValue() * length / nearest.getKey();
    }
}
