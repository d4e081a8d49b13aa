package io.espalier.models.policy;

/** Which networks a policy may be applied to. */
public enum Match {
    /** The network that it was learned for, bit for bit. */
    EXACT,
    /**
     * Any network with the same groups, for instance the same architecture trained anew: as many units of each group stay, but those that
     * are the most important there.
     */
    STRUCTURE
}
