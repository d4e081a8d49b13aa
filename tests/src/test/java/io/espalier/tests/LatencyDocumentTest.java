package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.Main;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/latency.md} shows is what the command takes and what its help lists. */
class LatencyDocumentTest {

    private static final Pattern SHELL = Pattern.compile("(?s)```sh\\R(.*?)```");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final String COMMAND = "./espalier ";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyCommandRuns() throws IOException {
        List<String> commands = SHELL.matcher(document())
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith(COMMAND + "latency "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(3);
        return commands.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line, () -> assertThat(exitCode(line)).isZero()));
    }

    @Test
    void everyOptionIsExplained() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(out, List.of("latency", "--help"));
        String document = document();
        List<String> options = OPTION.matcher(out.toString(StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group())
                .distinct()
                .filter(option -> !List.of("--help", "--version", "--verbose", "--token-file", "--tls-certificate")
                        .contains(option))
                .toList();
        assertThat(options).hasSizeGreaterThan(10);
        assertThat(options).allMatch(option -> document.contains("`" + option + "`"));
    }

    /** With a network of the zoo for every file, seconds for every cap, and nothing written outside of the test's folder. */
    private int exitCode(String line) {
        List<String> words = new ArrayList<>();
        for (String word : List.of(line.substring(COMMAND.length()).split(" +"))) {
            words.add(harmless(words.isEmpty() ? "" : words.get(words.size() - 1), word));
        }
        int cap = words.indexOf("--cap");
        if (cap >= 0) {
            words.subList(cap, cap + 2).clear();
        }
        words.addAll(
                words.contains("table")
                        ? List.of("--minutes", "0.02")
                        : List.of(
                                "--cap",
                                "1",
                                "--canary-levels",
                                folder.resolve("levels.json").toString()));
        return run(new ByteArrayOutputStream(), words);
    }

    private String harmless(String option, String word) {
        if (word.endsWith(".onnx")) {
            return "lenet5";
        }
        return switch (option) {
            case "--runs" -> "1";
            case "--check" -> "3";
            case "--plot", "--out" -> folder.resolve(word).toString();
            default -> word;
        };
    }

    private static int run(ByteArrayOutputStream out, List<String> words) {
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            return Main.run(Console.plain(stream, System.err), new Interruption(), words.toArray(String[]::new));
        }
    }

    private static String document() throws IOException {
        return Files.readString(Repository.ROOT.resolve("docs/latency.md"));
    }
}
