package io.espalier.tracking.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one run, {@code <runs>/<name>-<config hash>-<seed>/}, and the one home of all its file names.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final String LOCK = ".lock";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]+");

    /**
     * Makes the folder of a new run.
     *
     * @param runs the folder of all runs; made if it is not there
     * @param name letters, digits, {@code . _ -}; begins with a letter or digit
     * @param configHash lower-case hexadecimal
     * @throws IllegalArgumentException if the name or hash has another form, or if the run's folder is there already and holds something
     * @throws UncheckedIOException if the folder cannot be made or written; the message names the path and what stands in the way
     */
    public static RunFolder create(Path runs, String name, String configHash, long seed) {
        require("name", NAME, name, "begin with a letter or digit and hold only letters, digits, '.', '_' and '-'");
        require("configHash", HASH, configHash, "be lower-case hexadecimal");
        Path folder = of(runs, name, configHash, seed).path();
        try {
            refuseWhatIsInTheWay(folder);
            Files.createDirectories(folder);
            refuseWhatIsThere(folder);
            if (!Files.isWritable(folder)) {
                throw new UncheckedIOException(new IOException("cannot write into run folder " + folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make run folder " + folder + ": " + e.getMessage(), e);
        }
        return new RunFolder(folder);
    }

    /** Where the folder of a run is or will be; it need not be there. */
    public static RunFolder of(Path runs, String name, String configHash, long seed) {
        return new RunFolder(runs.resolve(name + "-" + configHash + "-" + seed));
    }

    /**
     * The folder of a run that was made before.
     *
     * @throws IllegalArgumentException if it is not a folder with a journal
     */
    public static RunFolder open(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.journal())) {
            throw new IllegalArgumentException(
                    "run must be a folder with a " + folder.journal().getFileName() + ": " + path);
        }
        return folder;
    }

    /**
     * The folder of a run that is to go on; it may have been stopped before its first event.
     *
     * @throws IllegalArgumentException if it is not a folder with a config
     */
    public static RunFolder toResume(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.config())) {
            throw new IllegalArgumentException(
                    "run to resume must be a folder with a " + folder.config().getFileName() + ": " + path);
        }
        return folder;
    }

    private static void require(String parameter, Pattern rule, String found, String words) {
        if (!rule.matcher(found).matches()) {
            throw new IllegalArgumentException(parameter + " must " + words + ": " + found);
        }
    }

    private static void refuseWhatIsInTheWay(Path folder) throws IOException {
        for (Path place = folder; place != null; place = place.getParent()) {
            if (Files.exists(place)) {
                if (!Files.isDirectory(place)) {
                    throw new IOException(place + " is a file");
                }
                return;
            }
        }
    }

    private static void refuseWhatIsThere(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            if (content.anyMatch(file -> !AtomicFile.isPart(file))) {
                throw new IllegalArgumentException("run folder must be new or empty: " + folder
                        + " (resume that run, move the folder away, or change the name, the config or the seed)");
            }
        }
    }

    /** The folder's own name, {@code <name>-<config hash>-<seed>}. */
    public String name() {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    /** The resolved config. */
    public Path config() {
        return path.resolve("config.yaml");
    }

    /** Versions, digests, seeds and the machine: {@link io.espalier.tracking.manifest.Manifest}. */
    public Path manifest() {
        return path.resolve("manifest.json");
    }

    /** The events: {@link io.espalier.tracking.journal.Journal}. */
    public Path journal() {
        return path.resolve("journal.ndjson");
    }

    /** The score of every plan, as it was found; its form stands in {@code docs/resume.md}. */
    public Path scores() {
        return path.resolve("scores.ndjson");
    }

    /** Every block that the target measured, as it was measured. */
    public Path latency() {
        return path.resolve("latency.ndjson");
    }

    /** From which latencies were predicted. */
    public Path staircase() {
        return path.resolve("staircase.ndjson");
    }

    /** How busy the machine was: {@link io.espalier.tracking.system.SystemSampler}. */
    public Path system() {
        return path.resolve("system.ndjson");
    }

    /** A folder with the state of the fine-tunings, each in a folder of its own; gone when the run has ended. */
    public Path checkpoint() {
        return path.resolve("checkpoint");
    }

    /**
     * Removes the state of the fine-tunings, which a run that has ended needs no more.
     *
     * @throws UncheckedIOException if it cannot be removed; the message names it
     */
    public void removeCheckpoint() {
        WholeFolder.remove(checkpoint());
    }

    /** The best plan with its provenance. */
    public Path policy() {
        return path.resolve("policy.json");
    }

    /** What each group's pruning costs and brings, and what moved the actor. */
    public Path interpretation() {
        return path.resolve("interpretation.json");
    }

    /** The learned actor as ONNX. */
    public Path actor() {
        return path.resolve("actor.onnx");
    }

    /** What the actor sees and what its action means. */
    public Path actorDescription() {
        return path.resolve("actor.json");
    }

    /** A folder with the learner as it was at the end: what a later search begins with. */
    public Path learner() {
        return path.resolve("learner");
    }

    /** The smaller network as ONNX. */
    public Path prunedOnnx() {
        return path.resolve("pruned.onnx");
    }

    /** The smaller network as a DL4J zip. */
    public Path prunedZip() {
        return path.resolve("pruned.zip");
    }

    /** The report, one self-contained page. */
    public Path report() {
        return path.resolve("report.html");
    }

    /**
     * Every file that says what the run did and learned: none of those that only serve to go on.
     *
     * @throws UncheckedIOException if a folder cannot be listed; the message names it
     */
    public List<Path> results() {
        Set<Path> notes = Set.of(checkpoint(), mlflow());
        try (Stream<Path> top = Files.list(path)) {
            List<Path> files = new ArrayList<>();
            for (Path place : top.filter(found -> !notes.contains(found)).toList()) {
                try (Stream<Path> below = Files.walk(place)) {
                    below.filter(RunFolder::isResult).forEach(files::add);
                }
            }
            Collections.sort(files);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean isResult(Path file) {
        return Files.isRegularFile(file)
                && !AtomicFile.isPart(file)
                && !String.valueOf(file.getFileName()).endsWith(LOCK);
    }

    /** How far an MLflow server has been told: {@link io.espalier.tracking.mlflow.MlflowFollower}. */
    public Path mlflow() {
        return path.resolve("mlflow.json");
    }
}
