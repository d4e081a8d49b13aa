package io.espalier.env.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks ONNX Runtime whether it loads a model, in a process of its own: what is uploaded may crash a native library, or keep it busy for ever.
 * The process is started at the first model and again after its death. Thread-safe.
 */
final class ModelCheck implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<String> MACHINE = List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ScheduledExecutorService clock;
    private @Nullable Loader loader;

    ModelCheck(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if the runtime does not load it, or its process ends on it */
    synchronized void check(Path model) {
        String fault = fault(model);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("body must be an ONNX model: " + fault);
        }
    }

    @Override
    public synchronized void close() {
        if (loader != null) {
            loader.process().destroyForcibly();
        }
    }

    private String fault(Path model) {
        Loader running = loader != null && loader.process().isAlive() ? loader : start();
        loader = running;
        ScheduledFuture<?> end =
                clock.schedule(() -> running.process().destroyForcibly(), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        try {
            running.in().write(model + "\n");
            running.in().flush();
            String answer = running.out().readLine();
            return answer == null ? "ONNX Runtime ends or hangs when it loads it" : answer;
        } catch (IOException e) {
            return "ONNX Runtime ends when it loads it";
        } finally {
            end.cancel(false);
        }
    }

    private static Loader start() {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MACHINE);
        command.add(ModelCheckMain.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
        // Not on the command line: ONNX Runtime does not take long ones.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return Loader.of(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the process that checks models", e);
        }
    }

    private record Loader(Process process, Writer in, BufferedReader out) {

        static Loader of(Process process) {
            return new Loader(
                    process,
                    new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }
    }
}
