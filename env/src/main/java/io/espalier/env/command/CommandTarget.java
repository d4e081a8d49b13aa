package io.espalier.env.command;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program that measures. It is called with {@code fingerprint}, and prints facts as {@code name=value}; and once a block with
 * {@code measure FOLDER}, and prints a line a round. Lines that begin with {@code #} are comments. The folder holds {@code request.json},
 * the networks {@code 0.onnx}, {@code 1.onnx} ... and {@code canary.onnx}, and is gone after the call. Its fingerprint is what it says,
 * the digest of the program's file, and every setting that it does not tell itself.
 */
public final class CommandTarget implements Target {

    /** Loading and warming up on a slow device, besides the rounds themselves. */
    private static final Duration PREPARATION = Duration.ofMinutes(5);

    private static final int MOST_FACTS = 1000;

    private final Path script;
    private final TargetSettings settings;
    private final Duration preparation;
    private final TargetFingerprint fingerprint;

    private CommandTarget(Path script, TargetSettings settings, Duration preparation) {
        this.script = script.toAbsolutePath();
        this.settings = settings;
        this.preparation = preparation;
        this.fingerprint = askFingerprint();
    }

    /**
     * Asks the script for its fingerprint.
     *
     * @param script an executable file
     * @throws TargetException if it cannot be run or does not answer as it must; the message has the line and what it said on standard error
     */
    public static CommandTarget open(Path script, TargetSettings settings) {
        return open(script, settings, PREPARATION);
    }

    static CommandTarget open(Path script, TargetSettings settings, Duration preparation) {
        return new CommandTarget(script, settings, preparation);
    }

    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    @Override
    public Block measure(BlockRequest request) {
        Path folder = folder();
        try {
            ScriptRequest.write(request, settings, folder);
            long start = System.nanoTime();
            ScriptRun run = ScriptRun.of(
                    List.of(script.toString(), "measure", folder.toString()),
                    request.rounds(),
                    preparation.plusMillis(request.capMillis()));
            long elapsed = Math.max(1, System.nanoTime() - start);
            // Another device may have been plugged in.
            fingerprint.requireSame(askFingerprint());
            return new Block(
                    request.id(),
                    fingerprint,
                    request.networks().stream().map(TargetNetwork::id).toList(),
                    rounds(run, request.networks().size()),
                    elapsed);
        } finally {
            remove(folder);
        }
    }

    /** Nothing is open between two calls. */
    @Override
    public void close() {}

    private List<Block.Round> rounds(ScriptRun run, int networks) {
        if (run.lines().isEmpty()) {
            throw new TargetException("%s must print a line for each round: nothing%s".formatted(script, run.said()));
        }
        List<Block.Round> rounds = new ArrayList<>();
        for (String line : run.lines()) {
            try {
                rounds.add(RoundLine.parse(line, networks));
            } catch (IllegalArgumentException e) {
                throw new TargetException("%s: %s%s".formatted(script, e.getMessage(), run.said()), e);
            }
        }
        return rounds;
    }

    private TargetFingerprint askFingerprint() {
        ScriptRun run = ScriptRun.of(List.of(script.toString(), "fingerprint"), MOST_FACTS, preparation);
        Map<String, String> facts = new TreeMap<>(settingFacts());
        facts.put("command", digest());
        for (String line : run.lines()) {
            int sign = line.indexOf('=');
            if (sign < 1) {
                throw new TargetException("%s fingerprint must print lines of the form name=value: '%s'%s"
                        .formatted(script, line, run.said()));
            }
            facts.put(line.substring(0, sign).trim(), line.substring(sign + 1).trim());
        }
        return TargetFingerprint.of(facts);
    }

    private Map<String, String> settingFacts() {
        return Map.of(
                "runtime", settings.runtime().name().toLowerCase(Locale.ROOT),
                "batch", String.valueOf(settings.batch()),
                "threads", String.valueOf(settings.threads()),
                "optimisation", settings.optimisation().name().toLowerCase(Locale.ROOT),
                "provider", settings.provider().name().toLowerCase(Locale.ROOT),
                "spinning", String.valueOf(settings.spinning()));
    }

    private String digest() {
        try {
            return TargetNetwork.of(Files.readAllBytes(script)).id().substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + script, e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("espalier-block-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for a block", e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
