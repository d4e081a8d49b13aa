package io.espalier.experiments.target;

import io.espalier.env.remote.Token;
import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.console.ConstantName;
import io.espalier.models.runtime.EngineSettings.Optimisation;
import io.espalier.models.runtime.EngineSettings.Provider;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that measures: which target, and how it runs a network. For use as a picocli mixin. */
public final class TargetOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--target",
            paramLabel = "ADDRESS",
            converter = AddressName.class,
            description = "What measures: local, http(s)://HOST:PORT of a machine that runs 'target serve', or"
                    + " command:PATH of a script (default: local).")
    private TargetAddress address = new TargetAddress.Local();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Its first line is the token of the remote target (default: the environment's "
                    + Token.VARIABLE + ").")
    private @Nullable Path tokenFile;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM file with the certificate of the remote target, if the system does not trust it.")
    private @Nullable Path certificate;

    @Option(names = "--batch", paramLabel = "N", description = "Images in one inference (default: ${DEFAULT-VALUE}).")
    private int batch = TargetSettings.DEFAULTS.batch();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads inside one operator (default: ${DEFAULT-VALUE}).")
    private int threads = TargetSettings.DEFAULTS.threads();

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            converter = RuntimeName.class,
            description = "onnx_runtime or dl4j (default: onnx_runtime).")
    private RuntimeKind runtime = TargetSettings.DEFAULTS.runtime();

    @Option(
            names = "--optimisation",
            paramLabel = "LEVEL",
            converter = OptimisationName.class,
            description = "What ONNX Runtime does to the graph: none, basic, extended or all (default: all).")
    private Optimisation optimisation = TargetSettings.DEFAULTS.optimisation();

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            converter = ProviderName.class,
            description = "Execution provider of ONNX Runtime: cpu, xnnpack, dnnl, cuda, core_ml or nnapi, where its"
                    + " build has it (default: cpu).")
    private Provider provider = TargetSettings.DEFAULTS.provider();

    @Option(names = "--spinning", description = "Let idle threads of ONNX Runtime wait busily.")
    private boolean spinning = TargetSettings.DEFAULTS.spinning();

    public TargetAddress address() {
        return address;
    }

    public TargetAccess access() {
        return new TargetAccess(Optional.ofNullable(tokenFile), Optional.ofNullable(certificate));
    }

    /** @throws ParameterException if a count is not positive */
    public TargetSettings settings() {
        try {
            return new TargetSettings(runtime, batch, threads, optimisation, provider, spinning);
        } catch (IllegalArgumentException e) {
            if (command == null) {
                throw e;
            }
            throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
        }
    }

    /**
     * Opens the target; the caller closes it.
     *
     * @throws ParameterException if a count is not positive
     * @throws io.espalier.env.target.TargetException if the target cannot be reached or refuses the settings
     */
    public Target open() {
        return Targets.open(address, settings(), access());
    }

    private static final class AddressName implements ITypeConverter<TargetAddress> {

        @Override
        public TargetAddress convert(String text) {
            try {
                return TargetAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class RuntimeName extends ConstantName<RuntimeKind> {

        RuntimeName() {
            super(RuntimeKind.class);
        }
    }

    /** Reads a level of optimisation in small letters. */
    public static final class OptimisationName extends ConstantName<Optimisation> {

        public OptimisationName() {
            super(Optimisation.class);
        }
    }

    private static final class ProviderName extends ConstantName<Provider> {

        ProviderName() {
            super(Provider.class);
        }
    }
}
