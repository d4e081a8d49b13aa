package io.espalier.experiments.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import java.time.Duration;

/** A target whose user sees how much of the time cap is used up, and may end the measurement between two blocks. */
final class WatchedTarget implements Target {

    private final Target target;
    private final Progress progress;
    private final int capSeconds;
    private final Interruption interruption;
    private long nanos;
    private int blocks;

    /** @param capSeconds the longest it may take */
    WatchedTarget(Target target, Console console, String label, int capSeconds, Interruption interruption) {
        this.target = target;
        this.progress = Progress.of(console, label, capSeconds);
        this.capSeconds = capSeconds;
        this.interruption = interruption;
    }

    @Override
    public TargetFingerprint fingerprint() {
        return target.fingerprint();
    }

    @Override
    public Block measure(BlockRequest request) {
        interruption.check();
        Block block = target.measure(request);
        nanos += block.elapsedNanos();
        blocks++;
        long seconds = Duration.ofNanos(nanos).toSeconds();
        progress.update((int) Math.min(capSeconds - 1, seconds), blocks + " blocks");
        return block;
    }

    /** Leaves the target open: it is its owner's. */
    @Override
    public void close() {
        progress.clear();
        progress.close();
    }
}
