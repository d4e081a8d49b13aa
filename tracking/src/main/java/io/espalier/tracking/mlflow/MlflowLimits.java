package io.espalier.tracking.mlflow;

import java.time.Duration;

/**
 * How long to wait for a server. The Java client has no time limits of its own and can hang for ever.
 *
 * @param call longest time of one request with its retries
 * @param artifact longest time of one file's upload
 * @param poll pause between two looks at the journal
 * @param retry pause after a failure; doubled after each further one, up to sixteen times this
 * @param close longest time that closing a follower may take
 */
public record MlflowLimits(Duration call, Duration artifact, Duration poll, Duration retry, Duration close) {

    public static final MlflowLimits DEFAULTS = new MlflowLimits(
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20));

    private static final Duration LONGEST_LAST_TRY = Duration.ofSeconds(1);

    public MlflowLimits {
        requirePositive("call", call);
        requirePositive("artifact", artifact);
        requirePositive("poll", poll);
        requirePositive("retry", retry);
        requirePositive("close", close);
    }

    private static void requirePositive(String parameter, Duration found) {
        if (found.isZero() || found.isNegative()) {
            throw new IllegalArgumentException(parameter + " must be positive: " + found);
        }
    }

    /** Longest time that closing a follower may take whose server does not take what it is sent: a second, or {@code close} if that is shorter. */
    Duration lastTry() {
        return close.compareTo(LONGEST_LAST_TRY) < 0 ? close : LONGEST_LAST_TRY;
    }

    public MlflowLimits withCall(Duration newCall) {
        return new MlflowLimits(newCall, artifact, poll, retry, close);
    }

    public MlflowLimits withPoll(Duration newPoll) {
        return new MlflowLimits(call, artifact, newPoll, retry, close);
    }

    public MlflowLimits withRetry(Duration newRetry) {
        return new MlflowLimits(call, artifact, poll, newRetry, close);
    }

    public MlflowLimits withClose(Duration newClose) {
        return new MlflowLimits(call, artifact, poll, retry, newClose);
    }
}
