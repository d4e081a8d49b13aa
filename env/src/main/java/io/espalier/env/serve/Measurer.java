package io.espalier.env.serve;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns the process that measures: one, for the settings that were asked for last. After a failure it is thrown away and the block tried once
 * more with a new one, so that what killed it by chance is not told to a client. One thread measures, any may ask what it is or close it.
 */
final class Measurer implements AutoCloseable {

    /** Loading, optimising and warming up the networks of a block on a small device, besides the rounds themselves. */
    static final Duration PREPARATION = Duration.ofMinutes(5);

    private final Function<TargetSettings, Target> start;
    private final Duration preparation;
    private final ScheduledExecutorService clock;
    private volatile @Nullable Worker worker;

    Measurer(Function<TargetSettings, Target> start, Duration preparation, ScheduledExecutorService clock) {
        this.start = start;
        this.preparation = preparation;
        this.clock = clock;
    }

    private record Worker(TargetSettings settings, Target target, TargetFingerprint fingerprint) {}

    /** The fingerprint, if the process for these settings is there. */
    Optional<TargetFingerprint> known(TargetSettings settings) {
        Worker running = worker;
        return Optional.ofNullable(running)
                .filter(found -> found.settings().equals(settings))
                .map(Worker::fingerprint);
    }

    /** @throws RefusedException if these settings cannot be had here */
    TargetFingerprint fingerprint(TargetSettings settings) {
        return told(() -> worker(settings).fingerprint());
    }

    /** @throws RefusedException if a network is not taken, or the block takes far longer than its cap */
    Block measure(TargetSettings settings, BlockRequest request) {
        try {
            return attempt(settings, request);
        } catch (TargetException | IllegalArgumentException e) {
            return told(() -> attempt(settings, request));
        }
    }

    @Override
    public void close() {
        Worker running = worker;
        worker = null;
        if (running != null) {
            running.target().close();
        }
    }

    private Block attempt(TargetSettings settings, BlockRequest request) {
        Worker running = worker(settings);
        Duration limit = preparation.plusMillis(request.capMillis());
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> end = clock.schedule(
                () -> {
                    late.set(true);
                    running.target().close();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return running.target().measure(request);
        } catch (TargetException e) {
            close();
            if (late.get()) {
                throw RefusedException.of(
                        Reply.UNPROCESSABLE,
                        "block must end within %d s, loading included".formatted(limit.toSeconds()));
            }
            throw e;
        } finally {
            end.cancel(false);
        }
    }

    private Worker worker(TargetSettings settings) {
        Worker running = worker;
        if (running != null && running.settings().equals(settings)) {
            return running;
        }
        close();
        Target target = start.apply(settings);
        Worker started = new Worker(settings, target, target.fingerprint());
        worker = started;
        return started;
    }

    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (TargetException | IllegalArgumentException e) {
            throw RefusedException.of(Reply.UNPROCESSABLE, String.valueOf(e.getMessage()));
        }
    }
}
