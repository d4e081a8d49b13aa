package io.espalier.experiments.search;

import io.espalier.env.phase.PhaseClock;
import io.espalier.env.phase.TimeSpent;
import io.espalier.env.target.RecordingTarget;
import io.espalier.env.target.ReplayTarget;
import io.espalier.env.target.Target;
import io.espalier.experiments.config.LatencyConfig;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.target.Targets;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.mlflow.MlflowFollower;
import io.espalier.tracking.mlflow.MlflowSettings;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The life of a run: inputs are read first, then the folder is made, and whatever happens after that is in the journal to the end. */
public final class SearchRun {

    private final LoadedConfig<SearchConfig> loaded;
    private final Optional<RunFolder> replayed;
    private final Ending ending;
    private final Optional<Preparation> preparation;
    private final Console console;
    private final Interruption interruption;
    private final PhaseClock clock;

    /** A run that measures. */
    public SearchRun(LoadedConfig<SearchConfig> loaded, Console console, Interruption interruption) {
        this(
                loaded,
                Optional.empty(),
                Ending.FINE_TUNED,
                Optional.empty(),
                new Search.Terminal(console, interruption, PhaseClock.start()));
    }

    /** @param replayed an earlier run whose recorded latencies are used instead of measuring */
    public SearchRun(
            LoadedConfig<SearchConfig> loaded,
            Optional<RunFolder> replayed,
            Console console,
            Interruption interruption) {
        this(
                loaded,
                replayed,
                Ending.FINE_TUNED,
                Optional.empty(),
                new Search.Terminal(console, interruption, PhaseClock.start()));
    }

    private SearchRun(
            LoadedConfig<SearchConfig> loaded,
            Optional<RunFolder> replayed,
            Ending ending,
            Optional<Preparation> preparation,
            Search.Terminal terminal) {
        this.loaded = loaded;
        this.replayed = replayed;
        this.ending = ending;
        this.preparation = preparation;
        this.console = terminal.console();
        this.interruption = terminal.interruption();
        this.clock = terminal.clock();
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
        return with(Ending.RECONSTRUCTED, preparation);
    }

    /** The same run, which ends with the reconstructed network and its policy, and without a report. */
    public SearchRun withoutReport() {
        return with(Ending.UNREPORTED, preparation);
    }

    /**
     * The same run on what was prepared for several; the results are the same.
     *
     * @param shared for a config with the same basis
     */
    public SearchRun on(Preparation shared) {
        return with(ending, Optional.of(shared));
    }

    private SearchRun with(Ending newEnding, Optional<Preparation> newPreparation) {
        return new SearchRun(loaded, replayed, newEnding, newPreparation, terminal());
    }

    /**
     * What a run leaves.
     *
     * @param folder with all files of the run
     * @param subjects lines of the report: unpruned, the agent's best, uniform; empty where there is none
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
        TaskAssembly assembly = new TaskAssembly(config, preparation.orElseGet(() -> Preparation.of(config, clock)));
        assembly.recovery().data().lines().forEach(console::note);
        if (!config.latency().enabled()) {
            return recorded(assembly, Optional.empty());
        }
        try (Target target = open(config.latency())) {
            return recorded(assembly, Optional.of(target));
        }
    }

    /** A table that was reused is in the replayed run's folder as it was then. */
    private LatencyConfig latency() {
        LatencyConfig latency = loaded.config().latency();
        return latency.table().file().isEmpty() || replayed.isEmpty()
                ? latency
                : latency.withTableFile(replayed.get().staircase().toString());
    }

    private Target open(LatencyConfig latency) {
        return replayed.isPresent()
                ? ReplayTarget.read(replayed.get().latency())
                : Targets.open(
                        latency.device().parsed(),
                        latency.target(),
                        latency.device().access());
    }

    private Outcome recorded(TaskAssembly assembly, Optional<Target> target) {
        SearchConfig config = loaded.config();
        Recovery recovery = assembly.recovery();
        RunFolder folder = RunFolder.create(Path.of(config.runs()), config.name(), loaded.hash(), config.seed());
        AtomicFile.write(folder.config(), loaded.yaml());
        RunManifest.of(config, recovery, target.map(Target::fingerprint)).write(folder.manifest());
        try (Journal journal = Journal.open(folder.journal(), System::currentTimeMillis)) {
            if (target.isEmpty()) {
                return tracked(folder, journal, new Search(loaded, assembly, Optional.empty(), journal, terminal()));
            }
            try (RecordingTarget recording = new RecordingTarget(target.get(), folder.latency())) {
                SearchLatency latency = new SearchLatency(latency(), recovery, recording, journal, terminal());
                return tracked(
                        folder, journal, new Search(loaded, assembly, Optional.of(latency), journal, terminal()));
            }
        }
    }

    private Outcome tracked(RunFolder folder, Journal journal, Search search) {
        SearchConfig config = loaded.config();
        journal.write(new RunEvent.RunStarted(config.name(), config.seed(), loaded.hash(), loaded.flat()));
        Optional<MlflowFollower> follower = follow(folder);
        try {
            List<Subject> subjects = search.run(folder, ending);
            TimeSpent spent = clock.spent();
            journal.write(TimeTable.event(spent));
            journal.write(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
            return new Outcome(folder, subjects, spent);
        } catch (RuntimeException | Error e) {
            // ONNX Runtime frees its environment in a shutdown hook of its own, so whatever fails after Ctrl-C failed
            // because of it.
            if (interruption.requested()) {
                journal.write(new RunEvent.RunFinished(RunEvent.Status.INTERRUPTED, "stopped by the user"));
                throw new InterruptedRunException();
            }
            journal.write(new RunEvent.RunFinished(RunEvent.Status.FAILED, String.valueOf(e.getMessage())));
            throw e;
        } finally {
            follower.ifPresent(MlflowFollower::close);
        }
    }

    private Search.Terminal terminal() {
        return new Search.Terminal(console, interruption, clock);
    }

    private Optional<MlflowFollower> follow(RunFolder folder) {
        String uri = loaded.config().tracking().mlflow();
        return uri.isEmpty()
                ? Optional.empty()
                : Optional.of(MlflowFollower.follow(folder, MlflowSettings.of(uri), console::note));
    }
}
