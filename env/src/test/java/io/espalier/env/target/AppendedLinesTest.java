package io.espalier.env.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendedLinesTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("lines.ndjson");
    }

    @Test
    void goesOnBehindWhatIsThere() {
        append("first", "second");
        append("third");
        assertThat(AppendedLines.read(file)).containsExactly("first", "second", "third");
    }

    @Test
    void whatWasAppendedIsInTheFileBeforeAnythingIsClosed() {
        try (AppendedLines lines = AppendedLines.open(file)) {
            lines.append("first");
            assertThat(AppendedLines.read(file)).containsExactly("first");
        }
    }

    @Test
    void losesOnlyTheTornLineWhereverItIsTorn() throws IOException {
        append("kept", "torn");
        byte[] whole = Files.readAllBytes(file);
        for (int length = "kept\n".length(); length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(AppendedLines.read(file)).containsExactly("kept");
            append("next");
            assertThat(Files.readString(file)).isEqualTo("kept\nnext\n");
        }
    }

    @Test
    void aFileThatHoldsNoWholeLineIsEmpty() throws IOException {
        Files.writeString(file, "torn");
        assertThat(AppendedLines.read(file)).isEmpty();
        append("first");
        assertThat(Files.readString(file)).isEqualTo("first\n");
    }

    /** Around the size of the blocks in which the end is looked for. */
    @ParameterizedTest
    @ValueSource(ints = {8190, 8191, 8192, 8193, 20_000})
    void findsTheEndBehindATornLineOfAnyLength(int length) throws IOException {
        append("kept");
        Files.writeString(file, "kept\n" + "x".repeat(length), StandardCharsets.UTF_8);
        append("next");
        assertThat(AppendedLines.read(file)).isEqualTo(List.of("kept", "next"));
    }

    private void append(String... texts) {
        try (AppendedLines lines = AppendedLines.open(file)) {
            List.of(texts).forEach(lines::append);
            lines.sync();
        }
    }
}
