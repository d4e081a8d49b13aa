package io.espalier.experiments.search;

import io.espalier.env.target.RecordingTarget;
import io.espalier.env.target.ReplayTarget;
import io.espalier.env.target.Target;
import io.espalier.experiments.config.LatencyConfig;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.target.Targets;
import io.espalier.models.graph.NetworkGraph;
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
    private final boolean fineTuning;
    private final Console console;
    private final Interruption interruption;

    /** A run that measures. */
    public SearchRun(LoadedConfig<SearchConfig> loaded, Console console, Interruption interruption) {
        this(loaded, Optional.empty(), true, new Search.Terminal(console, interruption));
    }

    /** @param replayed an earlier run whose recorded latencies are used instead of measuring */
    public SearchRun(
            LoadedConfig<SearchConfig> loaded,
            Optional<RunFolder> replayed,
            Console console,
            Interruption interruption) {
        this(loaded, replayed, true, new Search.Terminal(console, interruption));
    }

    private SearchRun(
            LoadedConfig<SearchConfig> loaded,
            Optional<RunFolder> replayed,
            boolean fineTuning,
            Search.Terminal terminal) {
        this.loaded = loaded;
        this.replayed = replayed;
        this.fineTuning = fineTuning;
        this.console = terminal.console();
        this.interruption = terminal.interruption();
    }

    /** The same run, which ends with reconstructed networks. */
    public SearchRun withoutFineTuning() {
        return new SearchRun(loaded, replayed, false, new Search.Terminal(console, interruption));
    }

    /**
     * What a run leaves.
     *
     * @param folder with all files of the run
     * @param subjects lines of the report: unpruned, the agent's best, uniform
     */
    public record Outcome(RunFolder folder, List<Subject> subjects) {

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
        NetworkGraph network = NetworkFile.read("network", config.network(), Optional.empty());
        Recipe recipe = new Recipe(
                config.seed(),
                config.data(),
                config.calibration(),
                config.fineTuning().withSeed(config.seed()));
        Recovery recovery = Recovery.prepare(network, recipe);
        recovery.data().lines().forEach(console::note);
        TaskAssembly assembly = new TaskAssembly(config, recovery);
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
            Search.Terminal terminal = new Search.Terminal(console, interruption);
            if (target.isEmpty()) {
                return tracked(folder, journal, new Search(loaded, assembly, Optional.empty(), journal, terminal));
            }
            try (RecordingTarget recording = new RecordingTarget(target.get(), folder.latency())) {
                SearchLatency latency = new SearchLatency(latency(), recovery, recording, journal, terminal);
                return tracked(folder, journal, new Search(loaded, assembly, Optional.of(latency), journal, terminal));
            }
        }
    }

    private Outcome tracked(RunFolder folder, Journal journal, Search search) {
        SearchConfig config = loaded.config();
        journal.write(new RunEvent.RunStarted(config.name(), config.seed(), loaded.hash(), loaded.flat()));
        Optional<MlflowFollower> follower = follow(folder);
        try {
            List<Subject> subjects = search.run(folder, fineTuning);
            journal.write(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
            return new Outcome(folder, subjects);
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

    private Optional<MlflowFollower> follow(RunFolder folder) {
        String uri = loaded.config().tracking().mlflow();
        return uri.isEmpty()
                ? Optional.empty()
                : Optional.of(MlflowFollower.follow(folder, MlflowSettings.of(uri), console::note));
    }
}
