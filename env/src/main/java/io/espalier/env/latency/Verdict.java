package io.espalier.env.latency;

/** What may be said of a network against the reference. */
public enum Verdict {
    /** Its interval is below 1 and the difference above the noise floor. */
    FASTER,
    /** Its interval is above 1 and the difference above the noise floor. */
    SLOWER,
    /** Neither. */
    NO_DIFFERENCE,
    /** The machine was disturbed the whole time. */
    NOT_KNOWN
}
