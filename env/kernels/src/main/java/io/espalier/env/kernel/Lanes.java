package io.espalier.env.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this processor. Loading this class needs the module {@code jdk.incubator.vector}: ask {@link VectorSupport} first. */
public final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Images that are computed at once: 16 on processors with vectors of 512 bits. A power of 2. */
    public static final int COUNT = SPECIES.length();

    /**
     * Where the first vector of an array lies. Java's arrays begin 16 bytes behind a multiple of 8; large ones, in the default collector, 16 bytes
     * behind a multiple of a cache line's 64, and then no vector lies in two lines.
     */
    public static final int FIRST = 12;

    /** 4 MiB: large for the default collector in heaps of up to 16 GiB. */
    private static final int LARGE = 1 << 20;

    private Lanes() {}

    /** Room for so many floats from {@link #FIRST} on. */
    public static float[] array(int floats) {
        return new float[Math.max(LARGE, FIRST + floats)];
    }
}
