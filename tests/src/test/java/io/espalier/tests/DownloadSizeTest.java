package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user downloads: the launcher's libraries, as the module experiments has gathered them in its package phase. */
class DownloadSizeTest {

    private static final long MOST_BYTES = 250L * 1000 * 1000;

    private static final Path LIBRARIES = Repository.ROOT.resolve("experiments/target/lib");

    @Test
    void librariesStayBelow250Megabytes() throws IOException {
        long bytes = 0;
        for (Path jar : jars()) {
            bytes += Files.size(jar);
        }
        assertThat(bytes).isPositive().isLessThan(MOST_BYTES);
    }

    @Test
    void librariesHoldTheNativesOfOnePlatformOnly() throws IOException {
        assertThat(jars().stream()
                        .map(jar -> String.valueOf(jar.getFileName()))
                        .filter(name -> name.matches("nd4j-native-1.*-(linux|macosx|windows)-.*\\.jar")))
                .hasSize(1);
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
