package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.search.PolicyAnswers;
import io.espalier.models.policy.PolicyFile;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A learned policy is asked for plans. */
@Command(
        name = "plan",
        description =
                "Ask the policy of a run for plans, without a search: of any budget of MACs, for its own network or another.")
final class PlanCommand implements Callable<Integer> {

    private static final String MACS = "macs=";

    private final Console console;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run that has ended.")
    private Path run = Path.of("");

    @Parameters(index = "1..*", paramLabel = "key=value", description = "Overrides a key of the run's config.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--budget",
            required = true,
            split = ",",
            paramLabel = "macs=SHARE",
            description = "What the plan may cost; several are answered one after the other.")
    private List<String> budgets = new ArrayList<>();

    @Option(names = "--network", paramLabel = "FILE", description = "Another network than the run's.")
    private String network = "";

    @Option(
            names = "--candidates",
            paramLabel = "N",
            description =
                    "Plans of the policy to score for each budget; the answer is the best of them and of those that the run has found (default: ${DEFAULT-VALUE}).")
    private int candidates = 1;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the plan as a policy.json, for prune --policy.")
    private @Nullable Path out;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Double> shares = budgets.stream().map(PlanCommand::share).toList();
        if (out != null && shares.size() > 1) {
            throw new ConfigException("--out must come with one --budget: " + shares.size());
        }
        if (!(candidates >= 1)) {
            throw new ConfigException("--candidates must be at least 1: " + candidates);
        }
        List<PolicyAnswers.Answer> answers =
                new PolicyAnswers(config(shares.get(0)), run, console).of(shares, candidates);
        answers.forEach(this::print);
        if (out != null) {
            AtomicFile.write(out, PolicyFile.json(answers.get(0).policy()));
            console.note("written to " + out);
        }
        return ExitCode.SUCCESS;
    }

    /** The run's, without what only a search does. */
    private LoadedConfig<SearchConfig> config(double share) {
        Path file = new RunFolder(run).config();
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("RUN must be the folder of a run: '%s'".formatted(run));
        }
        List<String> all = new ArrayList<>(overrides);
        all.addAll(List.of("budget.macs=" + share, "budget.latency=1", "latency.enabled=false", "search.warm_start="));
        all.add("search.budgets={macs: {from: 1, to: 1}}");
        if (!network.isEmpty()) {
            all.add("network=" + network);
        }
        return new ConfigLoader<>(SearchConfig.KIND).load(file, all);
    }

    private static double share(String budget) {
        try {
            double share = Double.parseDouble(budget.startsWith(MACS) ? budget.substring(MACS.length()) : "");
            if (share > 0 && share < 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConfigException("--budget must be macs=SHARE with a share in (0, 1): '%s'".formatted(budget));
    }

    private void print(PolicyAnswers.Answer answer) {
        console.print(String.format(
                Locale.ROOT,
                "macs=%s: accuracy %.4f on the search split after reconstruction, %.2f %% of the MACs",
                answer.budget(),
                answer.evaluation().accuracy(),
                100 * answer.macsShare()));
        Table table = new Table("group", "width", "kept", "removed");
        for (PolicyAnswers.Group group : answer.groups()) {
            table.row(
                    group.name(),
                    String.valueOf(group.width()),
                    String.valueOf(group.kept()),
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * (group.width() - group.kept()) / group.width()));
        }
        table.lines().forEach(console::print);
    }
}
