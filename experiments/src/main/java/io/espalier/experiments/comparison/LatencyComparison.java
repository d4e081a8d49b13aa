package io.espalier.experiments.comparison;

import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.Measurement;
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

/**
 * Two questions. Is the network of a search with a latency budget faster than that of a search with a MACs budget, at the same accuracy? And
 * is the network of a search on one target faster there than the network of a search on another? Same network, data, episodes and seed;
 * accuracy is that of the search split after reconstruction, because no network is fine-tuned. Candidates are chosen by what their own
 * search measured, and what is told is measured anew, all in the same rounds.
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
        List<Candidate> first = searched(FIRST, settings.first());
        List<Candidate> second = searched(SECOND, settings.second());
        Candidate fast = fastest(first, macs.searchAccuracy());
        Candidate other = fastest(second, macs.searchAccuracy());
        NetworkGraph unpruned = NetworkFile.read("network", config.network(), Optional.empty());
        Recovery recovery = Recovery.prepare(unpruned, Recipe.of(config));
        TargetNetwork byMacs = network(recovery, macs);
        TargetNetwork byFirst = network(recovery, fast);
        TargetNetwork bySecond = network(recovery, other);
        TargetNetwork whole = TargetNetwork.of(OnnxCodec.toBytes(unpruned));
        console.note("measuring the networks together on both targets ...");
        return new ComparisonReport(
                List.of(macs, fast, other),
                measured("comparison", settings.first(), byMacs, List.of(byFirst, bySecond, whole)),
                measured("first", settings.first(), bySecond, List.of(byFirst)),
                measured("second", settings.second(), byFirst, List.of(bySecond)));
    }

    /** What was measured on a target; its table is built once. */
    private List<Candidate> searched(String name, TargetSettings target) {
        List<Candidate> measured = new ArrayList<>();
        Optional<Path> table = Optional.empty();
        for (double budget : settings.latencies()) {
            FinishedRun run = series.byLatency(name, target, budget, table);
            table = table.or(() -> Optional.of(run.folder().staircase()));
            measured.addAll(run.measured());
        }
        return measured;
    }

    /** The fastest of those that are accurate enough; if none is, the most accurate, which the report then shows. */
    private static Candidate fastest(List<Candidate> candidates, double accuracy) {
        Comparator<Candidate> byRatio =
                Comparator.comparingDouble(candidate -> candidate.ratio().orElse(Double.POSITIVE_INFINITY));
        return candidates.stream()
                .filter(candidate -> candidate.searchAccuracy() >= accuracy)
                .min(byRatio)
                .or(() -> candidates.stream()
                        .max(Comparator.comparingDouble(Candidate::searchAccuracy)
                                .thenComparing(byRatio.reversed())))
                .orElseThrow(() -> new IllegalStateException("a search must have measured a candidate"));
    }

    private static TargetNetwork network(Recovery recovery, Candidate candidate) {
        return TargetNetwork.of(OnnxCodec.toBytes(recovery.reconstruct(candidate.plan())));
    }

    private Measurement measured(
            String name, TargetSettings on, TargetNetwork reference, List<TargetNetwork> candidates) {
        var device = config.latency().device();
        try (Target target = Targets.open(device.parsed(), on, device.access())) {
            return new LatencyMeter(target, config.latency().meter().report(), UsersLevels.open(console))
                    .measure(
                            name,
                            RandomKey.of(config.seed(), "comparison." + name).derivedSeed(),
                            reference,
                            candidates);
        }
    }
}
