package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigKind;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The arguments of every command that is driven by a config file. */
final class ConfigArguments {

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML file.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            paramLabel = "key=value",
            description = "Overrides a key of the file, for instance budget.macs=0.4.")
    private List<String> overrides = new ArrayList<>();

    /** The config with the overrides of the command line, then these. */
    <T extends Record> LoadedConfig<T> load(ConfigKind<T> kind, List<String> more) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        return new ConfigLoader<>(kind).load(file, all);
    }
}
