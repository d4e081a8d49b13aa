package io.espalier.env.reward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Points of quality against use that no other point beats in both, and the area that they dominate between quality 0 and use 1. Immutable.
 *
 * @param points by rising use, and so by rising quality
 */
record ParetoArchive(List<Point> points) {

    static final ParetoArchive EMPTY = new ParetoArchive(List.of());

    ParetoArchive {
        points = List.copyOf(points);
    }

    /**
     * A network.
     *
     * @param quality in [0, 1]
     * @param use share of the unpruned network's time or MACs, positive; above 1 it dominates nothing
     */
    record Point(double quality, double use) {}

    /** The archive with one more point, if nothing beats it. */
    ParetoArchive with(Point point) {
        List<Point> all = new ArrayList<>(points);
        all.add(point);
        all.sort(Comparator.comparingDouble(Point::use)
                .thenComparing(Comparator.comparingDouble(Point::quality).reversed()));
        List<Point> front = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Point next : all) {
            if (next.quality() > best) {
                front.add(next);
                best = next.quality();
            }
        }
        return new ParetoArchive(front);
    }

    /** The dominated area, in [0, 1]. */
    double volume() {
        double volume = 0;
        for (int i = 0; i < points.size(); i++) {
            double next = i + 1 < points.size() ? Math.min(1, points.get(i + 1).use()) : 1;
            volume += points.get(i).quality() * Math.max(0, next - points.get(i).use());
        }
        return volume;
    }

    /** What a point adds to the area, at least 0. */
    double gain(Point point) {
        return Math.max(0, with(point).volume() - volume());
    }
}
