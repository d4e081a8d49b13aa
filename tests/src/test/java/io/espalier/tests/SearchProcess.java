package io.espalier.tests;

import io.espalier.experiments.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program in a process of its own, which can be killed. */
final class SearchProcess {

    private SearchProcess() {}

    /** Starts {@code search} with these arguments; what it says is appended to the log. */
    static Process start(Path log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("search"));
        command.addAll(arguments);
        // These processes live for seconds: what the second compiler would make of them comes too late.
        return start(log, List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"), command);
    }

    /** Starts any command with these options of Java; what it says is appended to the log. */
    static Process start(Path log, List<String> options, List<String> arguments) {
        return start(log, options, arguments, Map.of());
    }

    /** The same with more variables in its environment. */
    static Process start(Path log, List<String> options, List<String> arguments, Map<String, String> environment) {
        return startBy(List.of(), log, options, arguments, environment);
    }

    /** @param starter a command that starts the one behind it; nothing for none */
    static Process startBy(
            List<String> starter,
            Path log,
            List<String> options,
            List<String> arguments,
            Map<String, String> environment) {
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(Main.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // Not as an argument: ONNX Runtime does not load in a process whose command line is longer than 4 KB.
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        builder.environment().putAll(environment);
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the program", e);
        }
    }

    /** What it said by now. */
    static String said(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "(nothing)";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }
}
