package io.espalier.env.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this processor. Loading this class needs the module {@code jdk.incubator.vector}: ask {@link VectorSupport} first. */
public final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Images that are computed at once: 16 on processors with vectors of 512 bits. A power of 2. */
    public static final int COUNT = SPECIES.length();

    private Lanes() {}
}
