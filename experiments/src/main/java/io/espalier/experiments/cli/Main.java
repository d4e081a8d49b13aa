package io.espalier.experiments.cli;

import io.espalier.env.serve.ServeCommand;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where the program starts. */
public final class Main {

    /** A round of candidates and a checkpoint fit into it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Console console = Console.ofProcess(System.out, System.err, System.getenv());
        int code = ExitCode.FAILURE;
        try (Interruption interruption = Interruption.listen(console, GRACE, System::exit)) {
            code = run(console, interruption, args);
        }
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @return one of {@link ExitCode}
     */
    public static int run(Console console, Interruption interruption, String... args) {
        EspalierCommand root = new EspalierCommand(console);
        CommandLine line = new CommandLine(root)
                .addSubcommand(new SearchCommand(console, interruption))
                .addSubcommand(new CompareCommand(console, interruption))
                .addSubcommand(new SyncCommand(console, interruption))
                .addSubcommand(new RegisterCommand(console))
                .addSubcommand(new CommandLine(new BenchmarkCommand(console))
                        .addSubcommand(new BenchmarkCandidateCommand(console))
                        .addSubcommand(new BenchmarkCriteriaCommand(console, interruption))
                        .addSubcommand(new BenchmarkLatencyCommand(console, interruption))
                        .addSubcommand(new BenchmarkLearnerCommand(console))
                        .addSubcommand(new BenchmarkRewardsCommand(console, interruption))
                        .addSubcommand(new BenchmarkTrackingCommand(console, interruption)))
                .addSubcommand(new TrainCommand(console, interruption))
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new CommandLine(new LatencyCommand(console, interruption))
                        .addSubcommand(new LatencyTableCommand(console, interruption)))
                .addSubcommand(new PlanCommand(console))
                .addSubcommand(new ExportCommand(console))
                .addSubcommand(new PruneCommand(console, interruption))
                .addSubcommand(new CommandLine(new TargetCommand())
                        .addSubcommand(new ServeCommand(interruption::requested, System.getenv())))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF))
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(new UsageFailure(console))
                .setExecutionExceptionHandler(new CommandFailure(console, root));
        return line.execute(args);
    }
}
