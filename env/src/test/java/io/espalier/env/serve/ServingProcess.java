package io.espalier.env.serve;

import io.espalier.env.remote.Token;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A target in a process of its own, started as the small distribution starts it.
 *
 * @param process the virtual machine
 * @param address where it listens
 * @param said the lines that it printed on the way
 */
record ServingProcess(Process process, URI address, List<String> said) implements AutoCloseable {

    /** Small, so that a request that could fill it would end the process. */
    private static final String HEAP = "-Xmx48m";

    private static final String READY = "serving at ";
    private static final long PATIENCE_SECONDS = 20;

    static ServingProcess start(String... arguments) {
        return start(Map.of(Token.VARIABLE, Client.TOKEN.reveal()), arguments);
    }

    static ServingProcess start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                TargetMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove(Token.VARIABLE);
        builder.environment().putAll(environment);
        try {
            return ready(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a target", e);
        }
    }

    private static ServingProcess ready(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith(READY)) {
                URI address = URI.create(line.substring(READY.length()));
                return new ServingProcess(process, address, said);
            }
        }
        throw new AssertionError("the target ended with " + said);
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitEnd("SIGKILL");
    }

    private void awaitEnd(String signal) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end by " + signal);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** A figure of {@code /proc/PID/status}, for instance VmRSS in KiB. */
    long status(String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Open files and connections. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return open.count();
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd("SIGTERM");
    }
}
