package io.espalier.experiments.search;

import io.espalier.env.phase.PhaseClock;
import io.espalier.env.phase.TimeSpent;
import io.espalier.env.target.AppendedLines;
import io.espalier.env.target.RecordingTarget;
import io.espalier.env.target.ReplayTarget;
import io.espalier.env.target.ResumedTarget;
import io.espalier.env.target.Target;
import io.espalier.experiments.config.LatencyConfig;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.resume.Continuation;
import io.espalier.experiments.target.Targets;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.mlflow.MlflowFollower;
import io.espalier.tracking.mlflow.MlflowSettings;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import io.espalier.tracking.system.SystemSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The life of a run: inputs are read first, then the folder is made, and whatever happens after that is in the journal to the end. */
public final class SearchRun {

    private final LoadedConfig<SearchConfig> loaded;
    private final Mode mode;
    private final Console console;
    private final Interruption interruption;
    private final PhaseClock clock;

    /** A run that measures. */
    public SearchRun(LoadedConfig<SearchConfig> loaded, Console console, Interruption interruption) {
        this(loaded, Mode.USUAL, new Search.Terminal(console, interruption, PhaseClock.start()));
    }

    private SearchRun(LoadedConfig<SearchConfig> loaded, Mode mode, Search.Terminal terminal) {
        this.loaded = loaded;
        this.mode = mode;
        this.console = terminal.console();
        this.interruption = terminal.interruption();
        this.clock = terminal.clock();
    }

    /**
     * How a run differs from the usual one.
     *
     * @param replayed an earlier run whose recorded latencies are used instead of measuring
     * @param resumed this run as it was stopped
     * @param preparation that is shared with others
     */
    private record Mode(
            Optional<RunFolder> replayed,
            Optional<Continuation> resumed,
            Ending ending,
            Optional<Preparation> preparation) {

        static final Mode USUAL = new Mode(Optional.empty(), Optional.empty(), Ending.FINE_TUNED, Optional.empty());

        Mode with(Ending newEnding) {
            return new Mode(replayed, resumed, newEnding, preparation);
        }
    }

    /** What a run does once its search is over. */
    enum Ending {
        /** Fine-tunes the networks and reports on the test split. */
        FINE_TUNED,
        /** Reports on reconstructed networks. */
        RECONSTRUCTED,
        /** Writes the reconstructed network and its policy; the test split is not read. */
        UNREPORTED
    }

    /** The same run, which ends with reconstructed networks. */
    public SearchRun withoutFineTuning() {
        return with(mode.with(Ending.RECONSTRUCTED));
    }

    /** The same run, which ends with the reconstructed network and its policy, and without a report. */
    public SearchRun withoutReport() {
        return with(mode.with(Ending.UNREPORTED));
    }

    /**
     * The same run on what was prepared for several; the results are the same.
     *
     * @param shared for a config with the same basis
     */
    public SearchRun on(Preparation shared) {
        return with(new Mode(mode.replayed(), mode.resumed(), mode.ending(), Optional.of(shared)));
    }

    /**
     * The same run with the latencies that an earlier one recorded.
     *
     * @param earlier which measured
     */
    public SearchRun replaying(RunFolder earlier) {
        return with(new Mode(Optional.of(earlier), mode.resumed(), mode.ending(), mode.preparation()));
    }

    /**
     * The same run, which goes on where it was stopped.
     *
     * @param stopped with the config of this run
     */
    public SearchRun resuming(Continuation stopped) {
        return with(new Mode(mode.replayed(), Optional.of(stopped), mode.ending(), mode.preparation()));
    }

    private SearchRun with(Mode newMode) {
        return new SearchRun(loaded, newMode, terminal());
    }

    /**
     * What a run leaves.
     *
     * @param folder with all files of the run
     * @param subjects lines of the report: unpruned, the agent's best, and uniform where the config wants it; empty where there is none
     * @param spent where the run's time went
     */
    public record Outcome(RunFolder folder, List<Subject> subjects, TimeSpent spent) {

        public Outcome {
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * Runs the search.
     *
     * @throws InterruptedRunException if the user stopped it; the journal says so
     */
    public Outcome run() {
        SearchConfig config = loaded.config();
        TaskAssembly assembly =
                new TaskAssembly(config, mode.preparation().orElseGet(() -> Preparation.of(config, clock)));
        assembly.recovery().data().lines().forEach(console::note);
        if (!config.latency().enabled()) {
            return recorded(assembly, Optional.empty());
        }
        try (Target target = open(config.latency())) {
            return recorded(assembly, Optional.of(target));
        }
    }

    /** A table that was reused is in the replayed or resumed run's folder as it was then. */
    private LatencyConfig latency() {
        LatencyConfig latency = loaded.config().latency();
        return mode.replayed()
                .or(() -> mode.resumed().map(Continuation::folder))
                .filter(run -> !latency.table().file().isEmpty() && Files.exists(run.staircase()))
                .map(run -> latency.withTableFile(run.staircase().toString()))
                .orElse(latency);
    }

    private Target open(LatencyConfig latency) {
        return mode.replayed().isPresent()
                ? ReplayTarget.read(mode.replayed().get().latency())
                : Targets.open(
                        latency.device().parsed(),
                        latency.target(),
                        latency.device().access());
    }

    private Outcome recorded(TaskAssembly assembly, Optional<Target> target) {
        Manifest manifest = RunManifest.of(loaded.config(), assembly.recovery(), target.map(Target::fingerprint));
        RunFolder folder = mode.resumed().map(Continuation::folder).orElseGet(this::newFolder);
        try (Journal journal = journal(folder)) {
            mode.resumed().ifPresent(stopped -> stopped.requireSame(manifest));
            if (!Files.exists(folder.manifest())) {
                manifest.write(folder.manifest());
            }
            if (target.isEmpty()) {
                return tracked(folder, journal, new Search(loaded, assembly, Optional.empty(), journal, terminal()));
            }
            try (Target recording = recording(target.get(), folder.latency())) {
                SearchLatency latency =
                        new SearchLatency(latency(), assembly.recovery(), recording, journal, terminal());
                return tracked(
                        folder, journal, new Search(loaded, assembly, Optional.of(latency), journal, terminal()));
            }
        }
    }

    /** Where the run of a config is or will be. */
    public static RunFolder folder(LoadedConfig<SearchConfig> loaded) {
        SearchConfig config = loaded.config();
        return RunFolder.of(Path.of(config.runs()), config.name(), loaded.hash(), config.seed());
    }

    private RunFolder newFolder() {
        SearchConfig config = loaded.config();
        RunFolder folder = RunFolder.create(Path.of(config.runs()), config.name(), loaded.hash(), config.seed());
        AtomicFile.write(folder.config(), loaded.yaml());
        return folder;
    }

    private Journal journal(RunFolder folder) {
        return Journal.resume(folder.journal(), System::currentTimeMillis, () -> {
            double seconds = clock.spent().totalWallSeconds();
            console.note(String.format(Locale.ROOT, "resumed: what was recorded was done again in %.1f s", seconds));
            return new RunEvent.RunResumed(Map.of("seconds", seconds));
        });
    }

    /** What was measured before the run was stopped is not measured again. */
    private static Target recording(Target target, Path file) {
        RecordingTarget recording = new RecordingTarget(target, file);
        return AppendedLines.read(file).isEmpty() ? recording : new ResumedTarget(ReplayTarget.read(file), recording);
    }

    private Outcome tracked(RunFolder folder, Journal journal, Search search) {
        SearchConfig config = loaded.config();
        journal.write(new RunEvent.RunStarted(config.name(), config.seed(), loaded.hash(), loaded.flat()));
        journal.write(new RunEvent.RunDescribed(RunDescription.of(loaded, List.of())));
        Optional<MlflowFollower> follower = follow(folder);
        try {
            List<Subject> subjects = watched(folder, search);
            TimeSpent spent = clock.spent();
            journal.write(TimeTable.event(spent));
            journal.write(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
            folder.removeCheckpoint();
            return new Outcome(folder, subjects, spent);
        } catch (RuntimeException | Error e) {
            // ONNX Runtime frees its environment in a shutdown hook of its own, so whatever fails after Ctrl-C failed
            // because of it.
            if (interruption.requested()) {
                end(journal, RunEvent.Status.INTERRUPTED, "stopped by the user");
                throw new InterruptedRunException();
            }
            fail(journal, e);
            throw e;
        } finally {
            follower.ifPresent(MlflowFollower::close);
        }
    }

    /** A full disk takes no last line either, and then the user is to hear what it was that did not fit. */
    static void fail(Journal journal, Throwable failure) {
        try {
            end(journal, RunEvent.Status.FAILED, reason(failure));
        } catch (RuntimeException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /** What the user is told too: who cannot write a file leaves it to the cause to say why. */
    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String cause = Optional.ofNullable(failure.getCause())
                .filter(IOException.class::isInstance)
                .map(Throwable::getMessage)
                .orElse(message);
        return message.contains(cause) ? message : message + ": " + cause;
    }

    /** The load of the machine is in its file before the run's last event, with which the file is sent. */
    private List<Subject> watched(RunFolder folder, Search search) {
        SystemSampler sampler = SystemSampler.start(folder.system(), SystemSampler.INTERVAL, console::note);
        try {
            return search.run(folder, mode.ending());
        } finally {
            sampler.close();
        }
    }

    private Search.Terminal terminal() {
        return new Search.Terminal(console, interruption, clock);
    }

    /** A process that only did again what was recorded leaves the run as it was. */
    private static void end(Journal journal, RunEvent.Status status, String message) {
        if (!journal.replaying()) {
            journal.write(new RunEvent.RunFinished(status, message));
        }
    }

    private Optional<MlflowFollower> follow(RunFolder folder) {
        return server().map(settings -> MlflowFollower.follow(folder, settings, console::note));
    }

    /** The config's, or else the environment's, which may be of a kind that only MLflow itself can use. */
    private Optional<MlflowSettings> server() {
        String uri = loaded.config().tracking().mlflow();
        if (!uri.isEmpty()) {
            return Optional.of(MlflowSettings.of(uri));
        }
        try {
            return MlflowSettings.ofEnvironment(System.getenv());
        } catch (IllegalArgumentException e) {
            console.note("the run is not sent to MLflow: " + e.getMessage());
            return Optional.empty();
        }
    }
}
