package io.espalier.experiments.cli;

import io.espalier.env.latency.MeterSettings;
import io.espalier.env.staircase.StaircaseData;
import io.espalier.env.staircase.StaircaseFile;
import io.espalier.env.staircase.StaircaseSettings;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.Target;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.latency.LatencyJson;
import io.espalier.experiments.latency.UsersLevels;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.staircase.StaircaseCharts;
import io.espalier.experiments.staircase.TableCheck;
import io.espalier.experiments.staircase.TableJob;
import io.espalier.experiments.staircase.TableReport;
import io.espalier.experiments.target.TargetOptions;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds, checks and shows the table that predicts the latency of a network's plans. */
@Command(name = "table", description = "Measure a table that predicts how fast any plan of a network is on a target.")
final class LatencyTableCommand implements Callable<Integer> {

    private static final double MILLIS_PER_MINUTE = 60_000;
    private static final List<String> FORMS = List.of("svg", "png");
    private static final int FEWEST_CHECKED = 3;
    /** A plan is told to 1 % or for ten seconds, whichever is less. */
    private static final MeterSettings METER =
            MeterSettings.DEFAULTS.withPrecision(0.01).withBlocks(3, 12).withCapMillis(20_000);

    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file, or a name of the zoo.")
    private String model = "";

    @Mixin
    private InputShape input = new InputShape();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The table; if it is there, measuring goes on with it.")
    private Path out = Path.of("");

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Measure for at most so long; 0 measures nothing (default: ${DEFAULT-VALUE}).")
    private double minutes = StaircaseSettings.DEFAULTS.budgetMillis() / MILLIS_PER_MINUTE;

    @Option(
            names = "--plans",
            paramLabel = "N",
            description = "Plans measured whole to calibrate the table (default: ${DEFAULT-VALUE}).")
    private int plans = StaircaseSettings.DEFAULTS.wholePlans();

    @Option(
            names = "--merge",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Tables of the same target whose times are taken over.")
    private List<Path> merged = new ArrayList<>();

    @Option(
            names = "--check",
            paramLabel = "N",
            description = "Measure so many fresh random plans whole, and hold the table and MACs alone against them.")
    private int check;

    @Option(names = "--seed", paramLabel = "N", description = "Of plans and orders (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--plot", paramLabel = "DIR", description = "Draw the staircase of every group into this folder.")
    private @Nullable Path plot;

    @Option(
            names = "--picture",
            paramLabel = "FORMAT",
            description = "Form of these pictures: svg or png (default: ${DEFAULT-VALUE}).")
    private String picture = "svg";

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    LatencyTableCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        StaircaseSettings settings = settings();
        NetworkGraph graph = NetworkFile.readOrCreate("MODEL", model, input.shape());
        List<ChannelGroup> groups = Coupling.groups(graph);
        try (Target opened = target.open()) {
            TableJob job = new TableJob(opened, out, console, interruption);
            StaircaseData data = job.known(merged);
            if (minutes > 0) {
                data = job.build(graph, groups, settings, data);
            } else if (!merged.isEmpty()) {
                StaircaseFile.write(out, data);
            }
            StaircaseTable table = StaircaseTable.of(data, graph, groups);
            draw(table);
            show(TableReport.of(table, GraphDigest.of(graph), check > 0 ? checked(opened, graph, table) : null));
        }
        return ExitCode.SUCCESS;
    }

    private StaircaseSettings settings() {
        if (seed == 0) {
            throw new ConfigException("--seed must not be 0");
        }
        if (!(minutes >= 0)) {
            throw new ConfigException("--minutes must not be negative: " + minutes);
        }
        if (!(check == 0 || check >= FEWEST_CHECKED)) {
            throw new ConfigException("--check must be at least %d: %d".formatted(FEWEST_CHECKED, check));
        }
        if (!FORMS.contains(picture)) {
            throw new ConfigException("--picture must be one of %s: '%s'".formatted(FORMS, picture));
        }
        try {
            return StaircaseSettings.DEFAULTS
                    .withBudgetMillis(Math.max(1, Math.round(minutes * MILLIS_PER_MINUTE)))
                    .withWholePlans(plans)
                    .withSeed(seed);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--plans: " + e.getMessage());
        }
    }

    private TableCheck checked(Target opened, NetworkGraph graph, StaircaseTable table) {
        TableCheck.Setup setup = new TableCheck.Setup(opened, METER, UsersLevels.open(console), seed);
        try (Progress progress = Progress.of(console, "checking, plan", check)) {
            return TableCheck.run(setup, graph, table, check, done -> {
                progress.update(done, "");
                interruption.check();
            });
        }
    }

    private void draw(StaircaseTable table) {
        if (plot == null) {
            return;
        }
        int pictures = StaircaseCharts.write(model, table, plot, picture);
        console.note("drawn: %d staircases in %s".formatted(pictures, plot));
    }

    private void show(TableReport report) {
        if (json) {
            console.print(LatencyJson.text(report));
        } else {
            report.lines().forEach(console::print);
        }
    }
}
