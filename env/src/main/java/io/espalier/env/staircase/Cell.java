package io.espalier.env.staircase;

import java.util.Comparator;

/**
 * One layer between so many channels.
 *
 * @param layer what {@link LayerSignature#key} says
 * @param in length of the axis that it reads, per group of a grouped convolution
 * @param out length of the axis that it makes
 */
public record Cell(String layer, int in, int out) implements Comparable<Cell> {

    private static final Comparator<Cell> ORDER =
            Comparator.comparing(Cell::layer).thenComparingInt(Cell::in).thenComparingInt(Cell::out);

    /** @throws IllegalArgumentException if a length is not positive */
    public Cell {
        if (!(in >= 1 && out >= 1)) {
            throw new IllegalArgumentException("in and out must be positive: %d, %d".formatted(in, out));
        }
    }

    @Override
    public int compareTo(Cell other) {
        return ORDER.compare(this, other);
    }
}
