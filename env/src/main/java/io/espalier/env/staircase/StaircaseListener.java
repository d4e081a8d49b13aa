package io.espalier.env.staircase;

/** Hears what a builder does; called after every block. */
@FunctionalInterface
public interface StaircaseListener {

    /** Hears nothing. */
    StaircaseListener NONE = (data, progress) -> {};

    /**
     * A block was measured.
     *
     * @param data everything so far, new and old
     */
    void measured(StaircaseData data, StaircaseProgress progress);
}
