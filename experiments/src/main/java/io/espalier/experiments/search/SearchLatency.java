package io.espalier.experiments.search;

import io.espalier.env.evaluation.WholeMeter;
import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.staircase.StaircaseBuilder;
import io.espalier.env.staircase.StaircaseData;
import io.espalier.env.staircase.StaircaseFile;
import io.espalier.env.staircase.StaircaseSettings;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TimedTarget;
import io.espalier.experiments.config.LatencyConfig;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that a search has to do with its target. What it asks, in which order and with which draws, depends on the config and on the answers
 * alone, so recorded answers give the same search. Mutable: it remembers the canary's level.
 */
final class SearchLatency {

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final LatencyConfig config;
    private final long seed;
    private final Recovery recovery;
    private final TimedTarget target;
    private final TargetNetwork unpruned;
    private final Journal journal;
    private final Search.Terminal terminal;
    private final CanaryLevels levels = CanaryLevels.inMemory();
    private boolean saidDisturbed;

    /** @param target closed by the caller */
    SearchLatency(LatencyConfig config, Recovery recovery, Target target, Journal journal, Search.Terminal terminal) {
        this.config = config;
        this.seed = recovery.recipe().seed();
        this.recovery = recovery;
        this.target = new TimedTarget(target);
        this.unpruned = network(recovery.unpruned());
        this.journal = journal;
        this.terminal = terminal;
    }

    /**
     * Builds or reads the table, writes it into the run's folder and tells the journal how far it is off. Empty if everything is measured.
     *
     * @throws io.espalier.env.target.FingerprintChangedException if the table that is to be reused is of another target
     */
    Optional<PredictedLatency> predict(RunFolder folder) {
        if (!config.predicts()) {
            return Optional.empty();
        }
        StaircaseTable calibrated = config.table().file().isEmpty() ? built() : reused();
        learnLevel(calibrated.data());
        StaircaseFile.write(folder.staircase(), calibrated.data());
        journal.write(new RunEvent.ArtifactWritten(String.valueOf(folder.path().relativize(folder.staircase()))));
        PredictedLatency table = new PredictedLatency(calibrated);
        journal.write(new RunEvent.LatencyTableBuilt(
                target.fingerprint().id(),
                Map.of(
                        "relative_latency_error",
                        table.error(),
                        "cells",
                        (double) calibrated.data().cells().size(),
                        "plans",
                        (double) calibrated.data().wholes().size(),
                        "measuring_seconds",
                        target.nanos() / 1e9)));
        terminal.console()
                .note(String.format(
                        Locale.ROOT,
                        "latency table: %d layers and %d whole plans, mean error %.1f %%, measured in %.0f s",
                        calibrated.data().cells().size(),
                        calibrated.data().wholes().size(),
                        100 * table.error(),
                        target.nanos() / 1e9));
        return Optional.of(table);
    }

    /** A table takes minutes, so it has seen the target undisturbed when a measurement of seconds may not. */
    private void learnLevel(StaircaseData data) {
        double level = data.wholeLevel();
        if (level > 0) {
            levels.remember(target.fingerprint(), Math.round(level));
        }
    }

    private StaircaseTable reused() {
        StaircaseData data = StaircaseFile.read(Path.of(config.table().file()));
        data.fingerprint().requireSame(target.fingerprint());
        return StaircaseTable.of(data, recovery.unpruned(), recovery.groups());
    }

    private StaircaseTable built() {
        StaircaseTable table = StaircaseTable.of(measured(), recovery.unpruned(), recovery.groups());
        return Double.isFinite(table.relativeError())
                ? table
                : new TableCalibration(table, recovery, seed).by(wholes("table.latency"));
    }

    /**
     * By the time that the target measured, not by a clock, so that a replay ends where the original did. Without whole plans the layers
     * alone may be off by half, so some are waited for.
     */
    private StaircaseData measured() {
        long capMillis = Math.max(1, Math.round(config.table().minutes() * MILLIS_PER_MINUTE));
        StaircaseSettings settings = StaircaseSettings.DEFAULTS
                .withBudgetMillis(LONGEST * capMillis)
                .withSeed(RandomKey.of(seed, "staircase").derivedSeed());
        StaircaseBuilder builder =
                new StaircaseBuilder(target, recovery.unpruned(), recovery.groups(), settings, target::nanos);
        AtomicInteger plans = new AtomicInteger();
        try (Progress progress = Progress.of(terminal.console(), "latency table", (int) (capMillis / 1000) + 1)) {
            return builder.build(
                    StaircaseData.empty(target.fingerprint()),
                    (data, state) -> {
                        terminal.interruption().check();
                        plans.set(state.wholes());
                        progress.update(
                                (int) Math.min(capMillis, state.elapsedMillis()) / 1000,
                                "%d layers, %d whole plans".formatted(state.cells(), state.wholes()));
                    },
                    () -> target.nanos() >= capMillis * NANOS_PER_MILLI && plans.get() >= LEAST_PLANS);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Whole plans that a table needs, and how many times its time may be exceeded to get them on a disturbed target. */
    private static final int LEAST_PLANS = 12;

    private static final int LONGEST = 4;

    /** Measures candidates as briefly as the config says. */
    WholeMeter candidates() {
        return wholes("search.latency");
    }

    private WholeMeter wholes(String name) {
        return new WholeMeter(
                meter(config.meter().search()), unpruned, RandomKey.of(seed, name), this::heard, terminal.clock());
    }

    /** Measures the networks of the report, all in the same rounds. */
    Measurement report(List<NetworkGraph> networks) {
        Measurement measurement = meter(config.meter().report())
                .measure(
                        "report.latency",
                        RandomKey.of(seed, "report.latency").derivedSeed(),
                        unpruned,
                        networks.stream().map(SearchLatency::network).toList());
        heard(measurement);
        return measurement;
    }

    private LatencyMeter meter(MeterSettings settings) {
        return new LatencyMeter(target, settings, levels);
    }

    private void heard(Measurement measurement) {
        terminal.interruption().check();
        if (measurement.conditions().disturbed() && !saidDisturbed) {
            saidDisturbed = true;
            String message = String.format(
                    Locale.ROOT,
                    "the target was disturbed while it measured (%d of %d rounds did not count); such ratios are used, and"
                            + " the table is fitted to those that are known to 5 %%",
                    measurement.conditions().rounds().rejected(),
                    measurement.conditions().rounds().total());
            journal.write(new RunEvent.Warned(message));
            terminal.console().note(message);
        }
    }

    private static TargetNetwork network(NetworkGraph graph) {
        return TargetNetwork.of(OnnxCodec.toBytes(graph));
    }
}
