package io.espalier.experiments.cli;

import io.espalier.experiments.comparison.Contest;
import io.espalier.experiments.comparison.ContestReport;
import io.espalier.experiments.comparison.ContestSettings;
import io.espalier.experiments.comparison.Variation;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which searcher is the best, and whether that is more than luck. */
@Command(
        name = "compare",
        description =
                "Search with several searchers or variations of a config, several budgets and seeds, at equal numbers"
                        + " of evaluations and without fine-tuning; compare. Searches that have ended are not run again.")
final class CompareCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML file of a search.")
    private Path config = Path.of("");

    @Parameters(index = "1..*", paramLabel = "key=value", description = "Overrides a key of the file for all searches.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--agents",
            paramLabel = "NAME",
            split = ",",
            description = "Searchers, as search.agent names them.")
    private List<String> agents = new ArrayList<>();

    @Option(
            names = "--vary",
            paramLabel = "key=value ...",
            description = "A variation of the config that is compared with the config as it is; may be repeated.")
    private List<String> variations = new ArrayList<>();

    @Option(
            names = "--budgets",
            paramLabel = "BOUND",
            split = ",",
            description = "Budgets, as macs=0.5,macs=0.3; bounds that hold together are joined as macs=0.5+latency=0.7"
                    + " (default: the config's).")
    private List<String> budgets = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N|LIST",
            description = "A number of seeds, 1 to N, or a list, as 1,2,3, (default: ${DEFAULT-VALUE}).")
    private String seeds = "5";

    @Option(
            names = "--episodes",
            paramLabel = "N",
            description = "Evaluations of each search (default: ${DEFAULT-VALUE}).")
    private int episodes = 200;

    @Option(names = "--parallel", paramLabel = "N", description = "Searches at once (default: ${DEFAULT-VALUE}).")
    private int parallel = 1;

    @Option(
            names = "--own-calibration",
            description =
                    "Let each seed draw its own calibration images, instead of sharing those of the config's seed.")
    private boolean ownCalibration;

    @Option(names = "--test", description = "Measure the network of each search on the test split, once, at the end.")
    private boolean test;

    @Option(names = "--json", description = "Write JSON in place of Markdown.")
    private boolean json;

    CompareCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        ContestReport report = new Contest(settings(), config, overrides, console, interruption).run();
        if (json) {
            console.print(report.json());
        } else {
            report.lines().forEach(console::print);
        }
        console.note("written to " + report.write());
        return ExitCode.SUCCESS;
    }

    private ContestSettings settings() {
        try {
            return new ContestSettings(
                    contenders(),
                    budgets.isEmpty()
                            ? List.of(Variation.NONE)
                            : budgets.stream().map(Variation::budget).toList(),
                    seedList(),
                    episodes,
                    new ContestSettings.Effort(parallel, ownCalibration, test));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Agents, and variations with what they are compared with. */
    private List<Variation> contenders() {
        List<Variation> contenders =
                new ArrayList<>(agents.stream().map(Variation::agent).toList());
        if (agents.isEmpty()) {
            contenders.add(Variation.NONE);
        }
        variations.stream().map(Variation::of).forEach(contenders::add);
        return contenders;
    }

    private List<Long> seedList() {
        try {
            if (seeds.contains(",")) {
                return List.of(seeds.split(",", -1)).stream()
                        .map(String::strip)
                        .map(Long::valueOf)
                        .toList();
            }
            return LongStream.rangeClosed(1, Long.parseLong(seeds)).boxed().toList();
        } catch (NumberFormatException e) {
            throw new ConfigException("--seeds must be a number or a list of numbers: '%s'".formatted(seeds), e);
        }
    }
}
