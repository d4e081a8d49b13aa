package io.espalier.env.worker;

import ai.onnxruntime.OrtEnvironment;
import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.OnnxRuntimeBuild;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.math3.random.RandomGenerator;

/** How the measuring process is started. */
final class WorkerCommand {

    /** Any value: what it says on its standard error goes where this process's goes. */
    private static final String VERBOSE = "ESPALIER_VERBOSE";

    /**
     * The compiler that makes code fast to be had, not fast code: it only calls ONNX Runtime. The collector without threads. A crash is told on standard
     * error, not left as a file where somebody happens to be.
     */
    private static final List<String> ALWAYS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+ErrorFileToStderr",
            "-XX:-CreateCoredumpOnCrash",
            "-Xshare:auto");

    /** Bytes of networks of 100 MB fit, a few at once, and what is not used is not taken. New objects get enough that no collection is needed in a block. */
    private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-Xms40m", "-Xmn32m", "-Xmx1g");

    /** One class of every jar that measuring with ONNX Runtime needs. */
    private static final List<Class<?>> NEEDED =
            List.of(WorkerMain.class, OnnxRuntimeBuild.class, OrtEnvironment.class, RandomGenerator.class);

    private WorkerCommand() {}

    static ProcessBuilder of(TargetSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ALWAYS);
        command.addAll(SMALL);
        OnnxRuntimeBuild.libraries().ifPresent(folder -> command.add(OnnxRuntimeBuild.librariesOption(folder)));
        command.add(WorkerMain.class.getName());
        command.addAll(WorkerMain.arguments(settings));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Not on the command line: ONNX Runtime does not take long ones.
        builder.environment().put("CLASSPATH", classPath(settings.runtime()));
        if (System.getenv(VERBOSE) != null) {
            builder.redirectError(Redirect.INHERIT);
        }
        return builder;
    }

    /** Short where it can be: every jar that is opened costs time at every start. */
    private static String classPath(RuntimeKind runtime) {
        String own = System.getProperty("java.class.path");
        if (runtime != RuntimeKind.ONNX_RUNTIME) {
            return own;
        }
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : NEEDED) {
            Optional<String> place = place(type);
            if (place.isEmpty()) {
                return own;
            }
            places.add(place.get());
        }
        return String.join(File.pathSeparator, places);
    }

    private static Optional<String> place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()).toString());
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            // Loaded from inside another archive: then this process's own class path has to do.
            return Optional.empty();
        }
    }
}
