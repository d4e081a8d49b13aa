package io.espalier.experiments.comparison;

import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.staircase.StaircaseData;
import io.espalier.env.staircase.StaircaseFile;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.comparison.FinishedRun.Candidate;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.latency.UsersLevels;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.target.Targets;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two questions. Is the network of a search with a latency budget faster than that of a search with a MACs budget, at the same accuracy? And
 * do two targets get different networks, each faster at home than the other's, and both at least of an accuracy that the searches on either
 * target reach? Same network, data, episodes and seed; accuracy is that of the search split after reconstruction, because no network is
 * fine-tuned. Those that are said to be the fastest are measured together; for the second question those that are said to be so of either
 * target are measured on both, whatever target they were found on. The fastest is chosen, and what is told of it is measured anew, all in
 * the same rounds.
 */
public final class LatencyComparison {

    private static final String FIRST = "first";
    private static final String SECOND = "second";

    private final ComparisonSettings settings;
    private final SearchSeries series;
    private final SearchConfig config;
    private final Console console;

    /**
     * @param config file of a search
     * @param overrides of its keys
     */
    public LatencyComparison(
            ComparisonSettings settings,
            Path config,
            List<String> overrides,
            Console console,
            Interruption interruption) {
        this.settings = settings;
        this.series = new SearchSeries(config, overrides, console, interruption);
        this.config = series.shared();
        this.console = console;
    }

    /** Searches what has not been searched before, then measures. */
    public ComparisonReport run() {
        Candidate macs = series.byMacs(settings.macs()).mostAccurate();
        List<FinishedRun> onFirst = searched(FIRST, settings.first());
        List<FinishedRun> onSecond = searched(SECOND, settings.second());
        List<Candidate> foundOnFirst = candidates(onFirst);
        List<Candidate> foundOnSecond = candidates(onSecond);
        List<Candidate> all =
                Stream.concat(foundOnFirst.stream(), foundOnSecond.stream()).toList();
        double common = Finalists.commonAccuracy(List.of(foundOnFirst, foundOnSecond));
        NetworkGraph unpruned = NetworkFile.read("network", config.network(), Optional.empty());
        Networks networks = new Networks(unpruned, Recovery.prepare(unpruned, Recipe.of(config)));
        Candidate fast = fastest(
                "fast", settings.first().settings(), networks, Finalists.of(foundOnFirst, macs.searchAccuracy()));
        List<Candidate> finalists = Finalists.union(List.of(
                Finalists.of(networks.timed(all, table(onFirst)), common),
                Finalists.of(networks.timed(all, table(onSecond)), common)));
        Candidate first = fastest(FIRST, settings.first().settings(), networks, finalists);
        Candidate second = fastest(SECOND, settings.second().settings(), networks, finalists);
        console.note("measuring the networks together on both targets ...");
        return new ComparisonReport(
                List.of(macs, fast, first, second),
                measured(
                        "comparison",
                        settings.first().settings(),
                        networks.of(macs),
                        List.of(networks.of(fast), networks.unpruned())),
                measured(FIRST, settings.first().settings(), networks.of(second), List.of(networks.of(first))),
                measured(SECOND, settings.second().settings(), networks.of(first), List.of(networks.of(second))));
    }

    /** The searches on a target; its table is built once. */
    private List<FinishedRun> searched(String name, ComparedTarget target) {
        List<FinishedRun> runs = new ArrayList<>();
        for (double budget : target.budgets()) {
            Optional<Path> built = runs.stream().findFirst().map(LatencyComparison::tableFile);
            runs.add(series.byLatency(name, target.settings(), budget, built));
        }
        return runs;
    }

    private static Path tableFile(FinishedRun run) {
        return run.folder().staircase();
    }

    private static StaircaseData table(List<FinishedRun> runs) {
        return StaircaseFile.read(tableFile(runs.get(0)));
    }

    private static List<Candidate> candidates(List<FinishedRun> runs) {
        return runs.stream().flatMap(run -> run.candidates().stream()).toList();
    }

    private Candidate fastest(String name, TargetSettings target, Networks networks, List<Candidate> finalists) {
        console.note("%s: measuring %d finalists together ...".formatted(name, finalists.size()));
        List<LatencySummary> measured = measured(
                        name + ".finalists",
                        target,
                        networks.unpruned(),
                        finalists.stream().map(networks::of).toList())
                .candidates();
        return IntStream.range(0, finalists.size())
                .boxed()
                .min(Comparator.comparingDouble(
                        index -> measured.get(index).ratio().ratio()))
                .map(finalists::get)
                .orElseThrow(() -> new IllegalStateException("there must be a finalist"));
    }

    private Measurement measured(
            String name, TargetSettings on, TargetNetwork reference, List<TargetNetwork> candidates) {
        var device = config.latency().device();
        try (Target target = Targets.open(device.parsed(), on, device.access())) {
            return new LatencyMeter(target, meter(), UsersLevels.open(console))
                    .measure(
                            name,
                            RandomKey.of(config.seed(), "comparison." + name).derivedSeed(),
                            reference,
                            candidates);
        }
    }

    /** Two networks that were searched are nearer to each other than a pruned one to the unpruned. */
    private MeterSettings meter() {
        MeterSettings report = config.latency().meter().report();
        return report.withPrecision(report.precision() / 3).withCapMillis(4 * report.capMillis());
    }

    /** What the target is given of the candidates. */
    private record Networks(NetworkGraph whole, Recovery recovery) {

        TargetNetwork unpruned() {
            return TargetNetwork.of(OnnxCodec.toBytes(whole));
        }

        /** The candidates with the ratios that a target's table predicts, also for those that were found on another target. */
        List<Candidate> timed(List<Candidate> candidates, StaircaseData data) {
            StaircaseTable table = StaircaseTable.of(data, whole, recovery.groups());
            return candidates.stream()
                    .map(candidate ->
                            candidate.withRatio(table.ratio(candidate.plan().countsOf(recovery.groups()))))
                    .toList();
        }

        TargetNetwork of(Candidate candidate) {
            return TargetNetwork.of(OnnxCodec.toBytes(recovery.reconstruct(candidate.plan())));
        }
    }
}
