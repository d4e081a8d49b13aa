package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigKind;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.resume.Continuation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments of a command that is driven by a config file and can go on with a run, whose folder has the config. */
final class ResumableArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG",
            description = "YAML file; with --resume it may be left out.")
    private @Nullable String file;

    @Parameters(
            index = "1..*",
            paramLabel = "key=value",
            description = "Overrides a key of the file, for instance budget.macs=0.4.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Go on with this run, which was stopped. Its config must not change.")
    private @Nullable Path run;

    /**
     * The run that is to go on, if there is one.
     *
     * @throws io.espalier.experiments.config.ConfigException if it is no folder of a run
     */
    Optional<Continuation> resumed() {
        return Optional.ofNullable(run).map(Continuation::of);
    }

    /** The config with the overrides of the command line, then these; without a file, the resumed run's. */
    <T extends Record> LoadedConfig<T> load(ConfigKind<T> kind, List<String> more, Optional<Continuation> resumed) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        Optional<Path> named =
                Optional.ofNullable(file).filter(ResumableArguments::isFile).map(Path::of);
        if (named.isEmpty() && file != null) {
            all.add(0, file);
        }
        Path config = named.or(() -> resumed.map(found -> found.folder().config()))
                .orElseThrow(
                        () -> new ParameterException(command.commandLine(), "Missing required parameter: 'CONFIG'"));
        LoadedConfig<T> loaded = new ConfigLoader<>(kind).load(config, all);
        resumed.ifPresent(found -> found.requireSame(kind, loaded));
        return loaded;
    }

    /** Without a config the first argument is an override. */
    private static boolean isFile(String argument) {
        return argument.indexOf('=') < 0 || Files.exists(Path.of(argument));
    }
}
