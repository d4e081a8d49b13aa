package io.espalier.experiments.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.EngineSettings.Optimisation;
import io.espalier.models.runtime.EngineSettings.Provider;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class TargetOptionsTest {

    @Command(name = "measuring")
    static final class Measuring {

        @Mixin
        private TargetOptions options = new TargetOptions();
    }

    private static TargetOptions parse(String... arguments) {
        Measuring command = new Measuring();
        new CommandLine(command).parseArgs(arguments);
        return command.options;
    }

    @Test
    void sayNothingElseThanTheDefaultsIfNothingIsAsked() {
        TargetOptions options = parse();
        assertThat(options.settings()).isEqualTo(TargetSettings.DEFAULTS);
        assertThat(options.address()).isEqualTo(new TargetAddress.Local());
        assertThat(options.access()).isEqualTo(TargetAccess.DEFAULTS);
    }

    @Test
    void everySettingHasItsOption() {
        TargetOptions options = parse(
                "--target=command:x.sh",
                "--token-file=t",
                "--tls-certificate=c",
                "--batch=32",
                "--threads=2",
                "--runtime=dl4j",
                "--optimisation=extended",
                "--provider=core_ml",
                "--spinning");
        assertThat(options.settings())
                .isEqualTo(new TargetSettings(RuntimeKind.DL4J, 32, 2, Optimisation.EXTENDED, Provider.CORE_ML, true));
        assertThat(options.address()).isEqualTo(new TargetAddress.Command(Path.of("x.sh")));
        assertThat(options.access()).isEqualTo(new TargetAccess(Optional.of(Path.of("t")), Optional.of(Path.of("c"))));
    }

    @ParameterizedTest
    @CsvSource({
        "--batch=0, --batch must be at least 1: 0",
        "--threads=-1, --threads must be at least 1: -1",
        "--runtime=tvm, 'must be one of onnx_runtime, dl4j: ''tvm'''",
        "--optimisation=ALL, 'must be one of none, basic, extended, all: ''ALL'''",
        "--target=phone, target must be local"
    })
    void whatCannotBeIsWrongUsage(String argument, String message) {
        assertThatThrownBy(() -> parse(argument).settings())
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }
}
