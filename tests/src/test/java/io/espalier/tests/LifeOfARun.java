package io.espalier.tests;

import io.espalier.tracking.run.RunFolder;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a run was at each moment of its life, by the bytes that it had written: a measure that does not depend on how fast the machine is.
 *
 * @param samples in the order of time
 */
record LifeOfARun(List<Sample> samples) {

    private static final int POLL_MILLIS = 10;

    /** @param bytes of journal, scores and latencies */
    record Sample(long millis, long bytes) {}

    /** Watches a process until it ends. */
    static LifeOfARun watch(Process process, Path runs) throws InterruptedException {
        long began = System.nanoTime();
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(0, 0));
        while (process.isAlive()) {
            long bytes = bytes(runs);
            if (bytes > samples.get(samples.size() - 1).bytes()) {
                samples.add(new Sample(millisSince(began), bytes));
            }
            Thread.sleep(POLL_MILLIS);
        }
        samples.add(new Sample(millisSince(began), bytes(runs)));
        return new LifeOfARun(List.copyOf(samples));
    }

    long millis() {
        return samples.get(samples.size() - 1).millis();
    }

    /** The moment at which a share of all bytes was written. */
    long whenWritten(double share) {
        double wanted = share * samples.get(samples.size() - 1).bytes();
        return samples.stream()
                .filter(sample -> sample.bytes() >= wanted)
                .findFirst()
                .orElseThrow()
                .millis();
    }

    /** The last sample before a moment. */
    Sample before(long millis) {
        return samples.stream()
                .filter(sample -> sample.millis() <= millis)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /**
     * Waits until a process is as far as the watched one was at a moment of its life, or has ended.
     *
     * @param goesOn whether a resumed process must have written something of its own before; otherwise it may still be doing again what was done
     */
    void await(Process process, Path runs, long millis, boolean goesOn) throws InterruptedException {
        Sample place = before(millis);
        long found = goesOn ? bytes(runs) : 0;
        while (process.isAlive() && (bytes(runs) < place.bytes() || (found > 0 && bytes(runs) <= found))) {
            Thread.sleep(POLL_MILLIS);
        }
        long end = System.nanoTime() + 1_000_000 * (millis - place.millis());
        while (process.isAlive() && System.nanoTime() < end) {
            Thread.sleep(1);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** 0 as long as there is no run. */
    private static long bytes(Path runs) {
        File[] found = runs.toFile().listFiles();
        if (found == null || found.length == 0) {
            return 0;
        }
        RunFolder folder = new RunFolder(found[0].toPath());
        return Stream.of(folder.journal(), folder.scores(), folder.latency())
                .mapToLong(file -> file.toFile().length())
                .sum();
    }
}
