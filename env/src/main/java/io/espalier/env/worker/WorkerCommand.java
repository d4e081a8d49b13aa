package io.espalier.env.worker;

import ai.onnxruntime.OrtEnvironment;
import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.OnnxRuntimeBuild;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
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

    /** A collector without threads of its own; a crash is told on standard error and not left as a file where somebody happens to be. */
    private static final List<String> ALWAYS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+ErrorFileToStderr",
            "-XX:-CreateCoredumpOnCrash");

    /**
     * For ONNX Runtime, which Java only calls: the compiler that is soon done. A few networks of 100 MB fit, and what is not used is not
     * taken. New objects have enough room that no collection is needed in a block.
     */
    private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-Xms40m", "-Xmn32m", "-Xmx1g");

    /** For DL4J, much of which is Java. */
    private static final List<String> LARGE = List.of(
            "-Xms512m",
            "-Xmn384m",
            "-Xmx2g",
            "-Dorg.bytedeco.javacpp.maxbytes=4g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=8g");

    /** ND4J, oneDNN and OpenBLAS read their count of threads where they start. */
    private static final List<String> THREADS = List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");

    /** One class of every jar that measuring with ONNX Runtime needs. */
    private static final List<Class<?>> NEEDED =
            List.of(WorkerMain.class, OnnxRuntimeBuild.class, OrtEnvironment.class, RandomGenerator.class);

    private WorkerCommand() {}

    /** @throws java.io.UncheckedIOException if the libraries of ONNX Runtime cannot be unpacked */
    static ProcessBuilder of(TargetSettings settings) {
        String own = System.getProperty("java.class.path");
        return of(settings, settings.runtime() == RuntimeKind.ONNX_RUNTIME ? needed().orElse(own) : own);
    }

    static ProcessBuilder of(TargetSettings settings, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ALWAYS);
        command.addAll(settings.runtime() == RuntimeKind.ONNX_RUNTIME ? SMALL : LARGE);
        boolean verbose = System.getenv(VERBOSE) != null;
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=" + (verbose ? "info" : "error"));
        OnnxRuntimeBuild.libraries().ifPresent(folder -> command.add(OnnxRuntimeBuild.librariesOption(folder)));
        command.add(WorkerMain.class.getName());
        command.addAll(WorkerMain.arguments(settings));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(verbose ? Redirect.INHERIT : Redirect.PIPE);
        // Not on the command line: ONNX Runtime does not take long ones.
        builder.environment().put("CLASSPATH", classPath);
        THREADS.forEach(name -> builder.environment().put(name, String.valueOf(settings.threads())));
        return builder;
    }

    /** A class path for ONNX Runtime alone: every jar that is looked into costs time at every start. Empty where ours are not in files. */
    static Optional<String> needed() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : NEEDED) {
            Optional<String> place = place(type);
            if (place.isEmpty()) {
                return place;
            }
            places.add(place.get());
        }
        return Optional.of(String.join(File.pathSeparator, places));
    }

    private static Optional<String> place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()).toString());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            // Loaded from inside another archive: then this process's own class path has to do.
            return Optional.empty();
        }
    }
}
