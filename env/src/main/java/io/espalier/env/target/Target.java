package io.espalier.env.target;

/** A machine with a runtime and its settings. Not for several threads at once. */
public interface Target extends AutoCloseable {

    /**
     * What it is; the same for its whole life.
     *
     * @throws TargetException if it cannot be reached
     */
    TargetFingerprint fingerprint();

    /**
     * Measures one block. Asking again with the same id is safe: the block is the same or, where the first was lost, measured anew, and
     * never counted twice.
     *
     * @throws TargetException if it cannot be reached, or does not take a network; the message says which and why
     * @throws FingerprintChangedException if it has become another
     */
    Block measure(BlockRequest request);

    @Override
    void close();
}
