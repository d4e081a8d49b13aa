package io.espalier.env.target;

/**
 * Adds up how long a target has measured, by the blocks' own figures: a clock that stands still while nothing is measured and that goes the
 * same way when recorded blocks are replayed. Not for several threads at once.
 */
public final class TimedTarget implements Target {

    private final Target target;
    private long nanos;

    /** @param target closed with this one */
    public TimedTarget(Target target) {
        this.target = target;
    }

    /** Nanoseconds of all blocks by now. */
    public long nanos() {
        return nanos;
    }

    @Override
    public TargetFingerprint fingerprint() {
        return target.fingerprint();
    }

    @Override
    public Block measure(BlockRequest request) {
        Block block = target.measure(request);
        nanos += block.elapsedNanos();
        return block;
    }

    @Override
    public void close() {
        target.close();
    }
}
