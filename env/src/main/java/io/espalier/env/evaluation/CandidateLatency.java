package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyRatio;
import java.util.Locale;
import java.util.Optional;

/**
 * Time of a network divided by the unpruned network's, and whence it is known.
 *
 * @param ratio below 1 is faster
 * @param lower measured: end of the 95 % confidence interval; predicted: the ratio less the model's mean error
 * @param upper the other end
 * @param rounds that it was measured in; 0 for a prediction
 * @param predicted of a measured one, what had been predicted before; empty if nothing had
 * @param fingerprint id of the target that it holds for
 */
public record CandidateLatency(
        Source source,
        double ratio,
        double lower,
        double upper,
        int rounds,
        Optional<Double> predicted,
        String fingerprint) {

    /** Whence a ratio is known. */
    public enum Source {
        /** From a model of the target. */
        PREDICTED,
        /** The whole network, on the target. */
        MEASURED;

        /** As it is written down. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException unless {@code 0 <= lower <= ratio <= upper < infinity} and the ratio is positive */
    public CandidateLatency {
        if (!(lower >= 0 && lower <= ratio && ratio > 0 && ratio <= upper && Double.isFinite(upper))) {
            throw new IllegalArgumentException("ratio must be positive, finite and inside its interval: %s in [%s, %s]"
                    .formatted(ratio, lower, upper));
        }
    }

    /** Half of the interval's width as a share of the ratio. */
    double halfWidth() {
        return (upper - lower) / (2 * ratio);
    }

    /** @param error of the model, relative */
    public static CandidateLatency predicted(double ratio, double error, String fingerprint) {
        return new CandidateLatency(
                Source.PREDICTED,
                ratio,
                ratio * Math.max(0, 1 - error),
                ratio * (1 + error),
                0,
                Optional.empty(),
                fingerprint);
    }

    public static CandidateLatency measured(LatencyRatio ratio, String fingerprint) {
        return new CandidateLatency(
                Source.MEASURED,
                ratio.ratio(),
                ratio.lower(),
                ratio.upper(),
                ratio.rounds(),
                Optional.empty(),
                fingerprint);
    }

    /** The same, measured after this had been predicted. */
    CandidateLatency after(CandidateLatency prediction) {
        return new CandidateLatency(source, ratio, lower, upper, rounds, Optional.of(prediction.ratio), fingerprint);
    }

    /** Whether it was measured. */
    public boolean isMeasured() {
        return source == Source.MEASURED;
    }
}
