package io.espalier.env.command;

import io.espalier.env.target.TargetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One run of the script, to its end or its time limit.
 *
 * @param lines of its standard output, without comments and empty ones
 * @param errors the end of its standard error
 */
record ScriptRun(List<String> lines, String errors) {

    private static final int LONGEST_ERRORS = 2000;
    private static final int BUFFER = 8192;

    /**
     * Runs it.
     *
     * @param mostLines more than so many are an error
     * @throws TargetException if it cannot be started, takes too long, prints too much or ends with another code than 0
     */
    static ScriptRun of(List<String> command, int mostLines, Duration limit) {
        Process process = start(command);
        CompletableFuture<String> errors =
                CompletableFuture.supplyAsync(() -> tail(process.getErrorStream()), ScriptRun::start);
        CompletableFuture<List<String>> lines =
                CompletableFuture.supplyAsync(() -> lines(process.getInputStream(), mostLines), ScriptRun::start);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                throw new TargetException(
                        "%s must end within %d s%s".formatted(command, limit.toSeconds(), said(errors.join())));
            }
            return checked(command, process.exitValue(), new ScriptRun(lines.join(), errors.join()), mostLines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while waiting for " + command, e);
        } finally {
            kill(process);
        }
    }

    /** For the end of a message: what the script said about itself. */
    String said() {
        return said(errors);
    }

    private static ScriptRun checked(List<String> command, int code, ScriptRun run, int mostLines) {
        if (code != 0) {
            throw new TargetException("%s must end with code 0: %d%s".formatted(command, code, run.said()));
        }
        if (run.lines().size() > mostLines) {
            throw new TargetException(
                    "%s must print at most %d lines besides comments%s".formatted(command, mostLines, run.said()));
        }
        return run;
    }

    private static Process start(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new TargetException("cannot start %s: %s".formatted(command, e.getMessage()), e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "command-target");
        thread.setDaemon(true);
        thread.start();
    }

    /** A shell script may have left children that measure on. */
    private static void kill(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** One more than allowed is kept, the rest is read away so that the script does not wait for its reader. */
    private static List<String> lines(InputStream out, int most) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#") && lines.size() <= most) {
                    lines.add(line.trim());
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the script prints", e);
        }
    }

    private static String tail(InputStream err) {
        StringBuilder tail = new StringBuilder();
        try (InputStreamReader reader = new InputStreamReader(err, StandardCharsets.UTF_8)) {
            char[] buffer = new char[BUFFER];
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                tail.append(buffer, 0, read);
                tail.delete(0, Math.max(0, tail.length() - LONGEST_ERRORS));
            }
        } catch (IOException e) {
            tail.append(" (then it could not be read: ").append(e.getMessage()).append(')');
        }
        return tail.toString();
    }

    private static String said(String errors) {
        String text = errors.replaceAll("\\s+", " ").trim();
        return text.isEmpty() ? "" : "; it said: " + text;
    }
}
