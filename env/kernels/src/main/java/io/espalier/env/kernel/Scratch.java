package io.espalier.env.kernel;

/**
 * Memory between two stages of a convolution, which all convolutions of a network share, so that it stays in the cache. What one left there is
 * nothing to the next. For one thread.
 */
public final class Scratch {

    private float[] values = {};

    /** Makes sure that there is room for so many floats from {@link Lanes#FIRST} on. */
    void reserve(int floats) {
        if (values.length < Lanes.FIRST + floats) {
            values = Lanes.array(floats);
        }
    }

    float[] values() {
        return values;
    }
}
