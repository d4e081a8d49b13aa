package io.espalier.experiments.cli;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.MeterReading;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.latency.LatencyChart;
import io.espalier.experiments.latency.LatencyJob;
import io.espalier.experiments.latency.LatencyJson;
import io.espalier.experiments.latency.LatencyReport;
import io.espalier.experiments.latency.NamedNetwork;
import io.espalier.experiments.latency.SelfTest;
import io.espalier.experiments.latency.UsersLevels;
import io.espalier.experiments.plot.Picture;
import io.espalier.experiments.target.TargetOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares networks on a target. */
@Command(
        name = "latency",
        description = "Measure how fast networks are on a target, against the first of them, with error bars.")
final class LatencyCommand implements Callable<Integer> {

    private static final long MILLIS_PER_SECOND = 1000;

    private final Console console;
    private final Interruption interruption;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description = "An .onnx, .zip or .h5 file, or a name of the zoo; the first is the reference.")
    private List<String> models = new ArrayList<>();

    @Mixin
    private InputShape input = new InputShape();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--precision",
            paramLabel = "SHARE",
            description = "End when every interval is at most this wide to each side (default: ${DEFAULT-VALUE}).")
    private double precision = MeterSettings.DEFAULTS.precision();

    @Option(
            names = "--cap",
            paramLabel = "SECONDS",
            description = "End after so much time in any case (default: ${DEFAULT-VALUE}).")
    private int capSeconds = Math.toIntExact(MeterSettings.DEFAULTS.capMillis() / MILLIS_PER_SECOND);

    @Option(names = "--seed", paramLabel = "N", description = "Of the order of networks (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Write JSON, with every round.")
    private boolean json;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw the intervals into this .svg or .png file.")
    private @Nullable Path plot;

    @Option(names = "--self-test", description = "Measure the one network against itself: the noise floor.")
    private boolean selfTest;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Measurements of the self-test (default: ${DEFAULT-VALUE}).")
    private int runs = 1;

    @Option(names = "--fingerprint", description = "Show what is known of the target, and measure nothing.")
    private boolean fingerprint;

    @Option(
            names = "--canary-levels",
            paramLabel = "FILE",
            description =
                    "Where the canary's time on an undisturbed core is remembered (default: in the user's cache).")
    private @Nullable Path levelFile;

    LatencyCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        check();
        MeterSettings settings = settings();
        int batch = target.settings().batch();
        List<NamedNetwork> networks = models.stream()
                .map(model -> NamedNetwork.read("MODEL", model, input.shape(), batch))
                .toList();
        try (Target opened = target.open()) {
            if (fingerprint) {
                show(opened.fingerprint());
            } else {
                LatencyJob job = new LatencyJob(opened, settings, levels(), seed, console, interruption);
                measure(job, networks);
            }
        }
        return ExitCode.SUCCESS;
    }

    private void check() {
        if (seed == 0) {
            throw new ConfigException("--seed must not be 0");
        }
        if (!(capSeconds >= 1)) {
            throw new ConfigException("--cap must be at least 1: " + capSeconds);
        }
        if (!(runs >= 1)) {
            throw new ConfigException("--runs must be at least 1: " + runs);
        }
        if (models.isEmpty() != fingerprint) {
            throw new ConfigException(
                    fingerprint ? "--fingerprint must stand without a MODEL: " + models : "MODEL must be given");
        }
        if (plot != null) {
            if (selfTest || fingerprint) {
                throw new ConfigException("--plot must stand without --self-test and --fingerprint");
            }
            Picture.requireWritable("--plot", plot);
        }
        if (selfTest && models.size() != 1) {
            throw new ConfigException("--self-test must have one MODEL: " + models);
        }
    }

    private MeterSettings settings() {
        try {
            return MeterSettings.DEFAULTS.withPrecision(precision).withCapMillis(capSeconds * MILLIS_PER_SECOND);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--" + e.getMessage());
        }
    }

    private CanaryLevels levels() {
        if (levelFile != null) {
            return CanaryLevels.in(levelFile);
        }
        return UsersLevels.open(console);
    }

    private void measure(LatencyJob job, List<NamedNetwork> networks) {
        if (selfTest) {
            SelfTest result = SelfTest.run(job, networks.get(0), runs);
            print(result, result.lines());
            return;
        }
        MeterReading reading = job.compare(networks);
        List<String> names = networks.stream().map(NamedNetwork::name).toList();
        if (plot != null) {
            Picture.write(LatencyChart.of(names, reading.measurement()), plot);
        }
        print(LatencyJson.of(networks, reading), LatencyReport.lines(names, reading.measurement()));
    }

    private void show(TargetFingerprint found) {
        List<String> lines = new ArrayList<>(List.of("target " + found.id()));
        found.facts().forEach((name, value) -> lines.add(name + ": " + value));
        print(LatencyJson.TargetFacts.of(found), lines);
    }

    private void print(Object asJson, List<String> asText) {
        if (json) {
            console.print(LatencyJson.text(asJson));
        } else {
            asText.forEach(console::print);
        }
    }
}
