package io.espalier.experiments.plot;

/**
 * Two numbers, of data or, on a canvas, of pixels from the upper left corner.
 *
 * @param x finite
 * @param y finite
 */
public record Point(double x, double y) {

    /** @throws IllegalArgumentException if one is not finite */
    public Point {
        if (!(Double.isFinite(x) && Double.isFinite(y))) {
            throw new IllegalArgumentException("point must be finite: (%s, %s)".formatted(x, y));
        }
    }
}
