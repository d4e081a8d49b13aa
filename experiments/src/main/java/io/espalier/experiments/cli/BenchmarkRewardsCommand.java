package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.rewards.RewardReport;
import io.espalier.experiments.rewards.RewardStudy;
import io.espalier.experiments.rewards.StudySettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a search's reward is worth. */
@Command(
        name = "rewards",
        description = "Score random plans at the budget as a search does, fine-tune each, and correlate the two."
                + " Plans that are done are not done again.")
final class BenchmarkRewardsCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(names = "--plans", paramLabel = "N", description = "Random plans (default: ${DEFAULT-VALUE}).")
    private int plans = 40;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Training images of each fine-tuning, the first of each class (default: ${DEFAULT-VALUE}).")
    private int images = 10_000;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Plans that are worked on at once; set OMP_NUM_THREADS=1 with more than one"
                    + " (default: ${DEFAULT-VALUE}).")
    private int parallel = 1;

    @Option(names = "--json", description = "Write JSON in place of Markdown.")
    private boolean json;

    BenchmarkRewardsCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        RewardReport report =
                new RewardStudy(arguments.load(SearchConfig.KIND, List.of()), settings(), console, interruption).run();
        if (json) {
            console.print(report.json());
        } else {
            report.lines().forEach(console::print);
        }
        console.note("written to " + report.write());
        return ExitCode.SUCCESS;
    }

    private StudySettings settings() {
        try {
            return new StudySettings(plans, images, parallel);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--" + e.getMessage(), e);
        }
    }
}
