package io.espalier.env.serve;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Measures nothing: every block takes a permit, and network i of it i + 1 microseconds. */
final class FakeTarget implements Target {

    private static final int ENOUGH = 1_000_000;

    final Semaphore permits = new Semaphore(ENOUGH);
    final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<TargetSettings> started = new ConcurrentLinkedQueue<>();

    private volatile String machine = "fake";
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean closed;
    private volatile TargetSettings settings = TargetSettings.DEFAULTS;

    /** As {@code ForkedTarget::start} would. */
    Target start(TargetSettings asked) {
        settings = asked;
        closed = false;
        started.add(asked);
        return this;
    }

    /** From now on no block ends before it is given a permit. */
    void hold() {
        permits.drainPermits();
    }

    /** From now on it is another machine. */
    void become(String name) {
        machine = name;
    }

    /** The next blocks fail. */
    void failNext(int blocks) {
        failures.set(blocks);
    }

    @Override
    public TargetFingerprint fingerprint() {
        return TargetFingerprint.of(Map.of("machine", machine, "batch", String.valueOf(settings.batch())));
    }

    @Override
    public Block measure(BlockRequest request) {
        begun.add(request.id());
        while (permits.availablePermits() == 0) {
            if (closed) {
                throw new TargetException("closed in the middle");
            }
            Thread.onSpinWait();
        }
        permits.acquireUninterruptibly();
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new TargetException("the fake target failed");
        }
        int count = request.networks().size();
        Block.Round round = new Block.Round(
                LongStream.rangeClosed(1, count).map(i -> i * 1000).boxed().toList(),
                IntStream.rangeClosed(0, count).mapToObj(i -> 500L).toList(),
                0,
                0);
        List<String> ids = request.networks().stream().map(TargetNetwork::id).toList();
        return new Block(request.id(), fingerprint(), ids, Collections.nCopies(request.rounds(), round), 1_000_000);
    }

    @Override
    public void close() {
        closed = true;
    }
}
