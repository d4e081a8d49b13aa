package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import java.time.Duration;

/**
 * This machine as a target: a process of its own that only measures, so that neither the threads nor the collector of this one are in its
 * way. The process is replaced by a new one every few blocks, because each places its memory anew, and when it dies; a block during which
 * it dies is asked of a new one once.
 */
public final class ForkedTarget implements Target {

    /** Few enough that where one process has its memory does not decide, enough that starting one costs little beside measuring. */
    static final int BLOCKS_PER_PROCESS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TargetSettings settings;
    private final Duration patience;
    private final TargetFingerprint fingerprint;
    private volatile WorkerProcess process;
    private int blocks;
    private volatile boolean closed;

    private ForkedTarget(TargetSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.process = WorkerProcess.start(settings, patience);
        this.fingerprint = process.fingerprint();
    }

    /**
     * Starts the process.
     *
     * @throws TargetException if it cannot be started, or the runtime or its execution provider is not there; the message says which and
     *     why
     */
    public static ForkedTarget start(TargetSettings settings) {
        return new ForkedTarget(settings, PATIENCE);
    }

    /** @param patience with each network of a block, beyond what the request allows */
    static ForkedTarget start(TargetSettings settings, Duration patience) {
        return new ForkedTarget(settings, patience);
    }

    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    /**
     * {@inheritDoc}
     *
     * @throws TargetException if the runtime does not take a network, the process died twice in this block, or did not answer in time
     * @throws IllegalStateException if it is closed
     */
    @Override
    public synchronized Block measure(BlockRequest request) {
        if (closed) {
            throw new IllegalStateException("target must be open to measure block '" + request.id() + "'");
        }
        if (blocks >= BLOCKS_PER_PROCESS || !process.isAlive()) {
            replace();
        }
        try {
            return ask(request);
        } catch (WorkerDiedException first) {
            if (closed) {
                throw new TargetException("closed while it measured block '%s'".formatted(request.id()), first);
            }
            replace();
            try {
                return ask(request);
            } catch (WorkerDiedException second) {
                throw new TargetException("asked twice, " + second.getMessage(), second);
            }
        }
    }

    private Block ask(BlockRequest request) {
        blocks++;
        return process.measure(request);
    }

    private void replace() {
        process.close();
        process = WorkerProcess.start(settings, patience);
        blocks = 0;
        fingerprint.requireSame(process.fingerprint());
    }

    /** The process that measures at the moment. */
    ProcessHandle process() {
        return process.handle();
    }

    /** Ends a block that is being measured, too: whoever serves others cannot wait for it. */
    @Override
    public void close() {
        closed = true;
        process.close();
    }
}
