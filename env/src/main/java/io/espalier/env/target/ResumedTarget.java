package io.espalier.env.target;

/** Answers what was recorded from the record, and goes on measuring behind it: what a run asks that was stopped and is run again. */
public final class ResumedTarget implements Target {

    private final ReplayTarget recorded;
    private final Target live;

    /**
     * @param recorded blocks of the same target
     * @param live asked for what is not recorded; closed with this one
     * @throws FingerprintChangedException if the record is of another target
     */
    public ResumedTarget(ReplayTarget recorded, Target live) {
        recorded.fingerprint().requireSame(live.fingerprint());
        this.recorded = recorded;
        this.live = live;
    }

    @Override
    public TargetFingerprint fingerprint() {
        return live.fingerprint();
    }

    /** @throws TargetException if the block was recorded of other networks or settings, or the live target has one */
    @Override
    public Block measure(BlockRequest request) {
        return recorded.holds(request.id()) ? recorded.measure(request) : live.measure(request);
    }

    @Override
    public void close() {
        live.close();
    }
}
