package io.espalier.tracking.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the machine at once, then again and again, and a last time when it is closed, on a daemon thread of its own; every look is a line of a file. If the file
 * cannot be written, it says so and looks no more: what it is for is not worth a run.
 */
public final class SystemSampler implements AutoCloseable {

    /** As often as MLflow does. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Path file;
    private final Duration interval;
    private final Consumer<String> messages;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    private SystemSampler(Path file, Duration interval, Consumer<String> messages) {
        this.file = file;
        this.interval = interval;
        this.messages = messages;
        this.thread = new Thread(this::sample, "system-sampler");
        this.thread.setDaemon(true);
    }

    /**
     * Begins to look; returns at once.
     *
     * @param file goes on behind the lines that it has; a torn last one, left by a kill, is cut
     * @param messages takes, on the sampler's thread, at most one message: why it has stopped
     */
    public static SystemSampler start(Path file, Duration interval, Consumer<String> messages) {
        SystemSampler sampler = new SystemSampler(file, interval, messages);
        sampler.thread.start();
        return sampler;
    }

    private void sample() {
        try (RandomAccessFile output = new RandomAccessFile(file.toFile(), "rw")) {
            long step = goOnBehind(output);
            Machine machine = new Machine(file.toAbsolutePath().resolveSibling(""));
            look(machine, step, output);
            boolean closed = false;
            while (!closed) {
                closed = closing.await(interval.toMillis(), TimeUnit.MILLISECONDS);
                step++;
                look(machine, step, output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            messages.accept("the load of the machine is no longer written down: " + e.getMessage());
        }
    }

    private static void look(Machine machine, long step, RandomAccessFile output) throws IOException {
        output.write(SystemFile.line(SystemSample.of(step, System.currentTimeMillis(), machine.look())));
    }

    /** The next step's number. */
    private long goOnBehind(RandomAccessFile output) throws IOException {
        SystemFile known = new SystemFile(file);
        long step = 0;
        for (List<SystemSample> some = known.next(); !some.isEmpty(); some = known.next()) {
            step = some.get(some.size() - 1).step() + 1;
        }
        output.setLength(known.position());
        output.seek(known.position());
        return step;
    }

    /** Looks a last time and waits for its line. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
