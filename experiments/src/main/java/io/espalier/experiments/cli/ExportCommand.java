package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.export.RunExport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run has learned, in other tools' words. */
@Command(name = "export", description = "Write the policy or the pruned network of a run for another tool.")
final class ExportCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run that has ended.")
    private Path run = Path.of("");

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "One or several of ${COMPLETION-CANDIDATES}.")
    private List<String> formats = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write, for a single format (default: RUN/exports/FORMAT with its ending).")
    private @Nullable Path out;

    @Option(
            names = "--network",
            paramLabel = "FILE",
            description = "The unpruned network, if it is no longer where the run's config says.")
    private @Nullable String network;

    /** Names for the usage and for completion. */
    static final class Formats implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return RunExport.formats().iterator();
        }
    }

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (out != null && formats.size() > 1) {
            throw new ConfigException("--out must come with one --to: " + formats);
        }
        RunExport export = RunExport.of(run, Optional.ofNullable(network));
        List<Path> files = formats.stream().map(export::usualFile).toList();
        for (int place = 0; place < formats.size(); place++) {
            Path file = out != null ? out : files.get(place);
            export.write(formats.get(place), file);
            console.print(file.toString());
        }
        return ExitCode.SUCCESS;
    }
}
