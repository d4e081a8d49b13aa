package io.espalier.env.latency;

import io.espalier.env.target.TargetFingerprint;
import java.util.List;

/**
 * Networks against a reference, on one target.
 *
 * @param fingerprint of the target
 * @param reference the time of the reference; its ratio is 1
 * @param candidates in the order in which they were handed in
 * @param twin the reference, loaded a second time, against itself: what it is off 1 is noise
 * @param conditions under which it was measured
 */
public record Measurement(
        TargetFingerprint fingerprint,
        LatencySummary reference,
        List<LatencySummary> candidates,
        LatencyRatio twin,
        Conditions conditions) {

    public Measurement {
        candidates = List.copyOf(candidates);
    }

    /**
     * The smallest difference that this very measurement can tell from none, as a logarithm: as far from 1 as the twin, whose true ratio is
     * 1, may be according to its own interval.
     */
    public double noiseFloor() {
        return Math.abs(twin.log()) + twin.halfWidth();
    }

    /** Whether a candidate is told from the reference. */
    public Verdict verdict(int candidate) {
        LatencyRatio ratio = candidates.get(candidate).ratio();
        if (conditions.disturbed()) {
            return Verdict.NOT_KNOWN;
        }
        if (Math.abs(ratio.log()) <= noiseFloor()) {
            return Verdict.NO_DIFFERENCE;
        }
        return ratio.upper() < 1 ? Verdict.FASTER : ratio.lower() > 1 ? Verdict.SLOWER : Verdict.NO_DIFFERENCE;
    }
}
