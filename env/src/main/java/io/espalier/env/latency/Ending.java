package io.espalier.env.latency;

/** Why a measurement ended. */
public enum Ending {
    /** Every interval is as narrow as was wanted. */
    PRECISE,
    /** As many blocks as were allowed. */
    BLOCKS,
    /** The time cap. */
    TIME
}
