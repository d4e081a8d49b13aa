package io.espalier.experiments.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @AfterEach
    void forgetTerminal() {
        System.clearProperty(Console.TERMINAL_PROPERTY);
    }

    @Test
    void terminalGetsColour() {
        System.setProperty(Console.TERMINAL_PROPERTY, "true");
        Console.ofProcess(stream, stream, Map.of()).error("wrong");
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u001B[31mespalier: wrong\u001B[0m" + System.lineSeparator());
    }

    @Test
    void noColorIsHonoured() {
        System.setProperty(Console.TERMINAL_PROPERTY, "true");
        Console console = Console.ofProcess(stream, stream, Map.of("NO_COLOR", "1"));
        assertThat(console.colour()).isFalse();
        assertThat(console.terminal()).isTrue();
    }

    @Test
    void pipeGetsNoColour() {
        assertThat(Console.ofProcess(stream, stream, Map.of()).colour()).isFalse();
    }

    @Test
    void verboseVariableIsHonoured() {
        assertThat(Console.ofProcess(stream, stream, Map.of(Console.VERBOSE_VARIABLE, "1"))
                        .verbose())
                .isTrue();
    }
}
