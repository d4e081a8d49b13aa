package io.espalier.experiments.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long nanos;

    @Test
    void withoutATerminalEveryTenthIsALine() {
        Progress progress = progress(false, 40);
        for (int done = 1; done <= 40; done++) {
            nanos += SECOND;
            progress.update(done, "best 0.9");
        }
        progress.close();
        assertThat(text().lines()).hasSize(10);
        assertThat(text()).startsWith("search 4/40  best 0.9  0:36 left" + System.lineSeparator());
        assertThat(text()).endsWith("search 40/40  best 0.9  in 0:40" + System.lineSeparator());
    }

    @Test
    void onATerminalOneLineIsRewritten() {
        Progress progress = progress(true, 2);
        nanos += SECOND;
        progress.update(1, "");
        nanos += SECOND;
        progress.update(2, "");
        progress.close();
        assertThat(text())
                .isEqualTo("\r\u001B[Ksearch 1/2  0:01 left\r\u001B[Ksearch 2/2  in 0:02" + System.lineSeparator());
    }

    @Test
    void aTerminalIsNotFlooded() {
        Progress progress = progress(true, 1000);
        for (int done = 1; done < 1000; done++) {
            nanos += SECOND / 1000;
            progress.update(done, "");
        }
        assertThat(text().split("\r", -1)).hasSizeBetween(9, 13);
    }

    @Test
    void nothingToDoIsRefused() {
        assertThatThrownBy(() -> progress(false, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("total must be at least 1: 0");
    }

    private Progress progress(boolean terminal, int total) {
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, terminal, false, false);
        return Progress.of(console, "search", total, () -> nanos);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
