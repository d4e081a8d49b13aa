package io.espalier.experiments.cli;

import io.espalier.experiments.benchmark.CandidateBenchmark;
import io.espalier.experiments.benchmark.Stopwatch;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How long a network takes to be read, and a candidate of it to be made. */
@Command(
        name = "candidate",
        description = "Measure how long reading a network and making one pruned candidate take, on one thread.")
final class BenchmarkCandidateCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file, or a name of the zoo.")
    private String model = "";

    @Mixin
    private InputShape input = new InputShape();

    @Option(
            names = "--macs",
            paramLabel = "SHARE",
            description = "Share of the MACs that the candidate keeps (default: ${DEFAULT-VALUE}).")
    private double macs = 0.5;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description =
                    "Candidates whose median is shown, after half as many to warm up (default: ${DEFAULT-VALUE}).")
    private int repetitions = 20;

    BenchmarkCandidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(repetitions >= 1)) {
            throw new ConfigException("--repetitions must be at least 1: %d".formatted(repetitions));
        }
        if (!(macs > 0 && macs <= 1)) {
            throw new ConfigException("--macs must be in (0, 1]: %s".formatted(macs));
        }
        // Nothing may run before this: what is told is how long it takes in a machine that has just started.
        long untilHere = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        Stopwatch watch = Stopwatch.start();
        NetworkGraph network = NetworkFile.readOrCreate("MODEL", model, input.shape());
        watch.lap("reading");
        List<ChannelGroup> groups = Coupling.groups(network);
        watch.lap("coupling");
        CostModel cost = CostModel.of(network, groups);
        long wholeMacs = cost.whole().macs();
        watch.lap("cost");
        console.print("%s: %,d MACs, %d groups; the machine's load is %.1f"
                .formatted(
                        network.name(),
                        wholeMacs,
                        groups.size(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        console.print("command reached %d ms after the start of the virtual machine".formatted(untilHere));
        show("once, cold", watch.laps());
        CandidateBenchmark benchmark = CandidateBenchmark.of(network, cost, macs);
        List<CandidateBenchmark.Variant> variants = benchmark.variants();
        List<List<Stopwatch.Lap>> medians = benchmark.measure(repetitions, variants);
        for (int i = 0; i < variants.size(); i++) {
            show("%s, median of %d".formatted(variants.get(i).name(), repetitions), medians.get(i));
        }
        return ExitCode.SUCCESS;
    }

    private void show(String name, List<Stopwatch.Lap> laps) {
        Table table = new Table(name, "ms", "ms of processor");
        laps.forEach(lap -> table.row(lap.name(), millis(lap.wallMillis()), millis(lap.processorMillis())));
        console.print("");
        table.lines().forEach(console::print);
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
