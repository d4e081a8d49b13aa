package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.PlanConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.ConstantName;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.policy.PolicyReplay;
import io.espalier.experiments.pruning.PlanJob;
import io.espalier.experiments.registry.PolicySource;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.policy.Match;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The production pruner: by a policy that was learned, or by a plan that a person wrote. */
@Command(
        name = "prune",
        description = "Apply a policy to the network it was learned for, or a plan of your own to any.")
final class PruneCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file.")
    private String model = "";

    @Mixin
    private InputShape input = new InputShape();

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What says how much of each group goes. */
    static final class Source {

        @Option(
                names = "--policy",
                required = true,
                paramLabel = "FILE",
                description = "policy.json of a run, or a registered one: models:/NAME@champion, models:/NAME/VERSION.")
        private @Nullable String policy;

        @Option(
                names = "--plan",
                required = true,
                paramLabel = "FILE",
                description = "YAML file: ratios or counts of groups, or a share of MACs; and how to recover.")
        private @Nullable Path plan;
    }

    @Option(
            names = "--mlflow",
            paramLabel = "URI",
            defaultValue = "${env:MLFLOW_TRACKING_URI:-}",
            description = "Server of a registered policy (default: MLFLOW_TRACKING_URI).")
    private String mlflow = "";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = ".onnx or .zip file to write.")
    private Path out = Path.of("");

    @Option(
            names = "--without-fine-tuning",
            description = "Stop after surgery and reconstruction: seconds instead of minutes.")
    private boolean withoutFineTuning;

    @Option(
            names = "--without-recovery",
            description = "Only cut, by a policy: no data is read, and weights that stay keep their bits.")
    private boolean withoutRecovery;

    @Option(
            names = "--match",
            paramLabel = "WHAT",
            converter = MatchName.class,
            description =
                    "exact: only the network that the policy was learned for. structure: any network with the same"
                            + " groups; as many units stay, those with the largest weights (default: exact).")
    private Match match = Match.EXACT;

    /** Reads a match in small letters. */
    static final class MatchName extends ConstantName<Match> {

        MatchName() {
            super(Match.class);
        }
    }

    PruneCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        NetworkFile.requireWritable("--out", out);
        NetworkGraph whole = NetworkFile.read("MODEL", model, input.shape());
        NetworkGraph pruned = pruned(whole);
        NetworkFile.write("--out", pruned, out);
        Cost before = CostModel.costOf(whole);
        Cost after = CostModel.costOf(pruned);
        console.print(String.format(
                Locale.ROOT,
                "%s  MACs %,d of %,d (%.1f %%)  parameters %,d of %,d (%.1f %%)",
                out,
                after.macs(),
                before.macs(),
                100.0 * after.macs() / before.macs(),
                after.parameters(),
                before.parameters(),
                100.0 * after.parameters() / before.parameters()));
        return ExitCode.SUCCESS;
    }

    private NetworkGraph pruned(NetworkGraph whole) {
        if (source.policy != null) {
            return new PolicyReplay(match, until(), console, interruption)
                    .apply(whole, PolicySource.read(source.policy, mlflow, console::note));
        }
        if (withoutRecovery || match != Match.EXACT) {
            throw new ConfigException("--without-recovery and --match are of policies; a plan says 'recovery: none'");
        }
        PlanConfig config = new ConfigLoader<>(PlanConfig.KIND)
                .load(Objects.requireNonNull(source.plan), List.of())
                .config();
        return new PlanJob(withoutFineTuning ? config.withoutFineTuning() : config, console, interruption).run(whole);
    }

    private PolicyReplay.Until until() {
        if (withoutRecovery) {
            return PolicyReplay.Until.CUT;
        }
        return withoutFineTuning ? PolicyReplay.Until.RECONSTRUCTED : PolicyReplay.Until.FINE_TUNED;
    }
}
