package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real data set, where there is one: CIFAR-10 as JPEG files in a {@code .tar.gz}. */
class SharedImageFolderTest {

    private static final Path SHARED = Path.of(System.getProperty("espalier.shared", "../shared"));

    /** Mean difference of a channel between two versions of libjpeg. */
    private static final double LIBJPEG_ROUNDING = 0.1;

    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @TempDir
    private Path cache;

    @Test
    void allOfItIsReadWithPillowsPixelsAndTheSameFromTheCache() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHARED), () -> "skipped: there is no " + SHARED);
        String archive = SHARED.resolve("data/cifar10-jpeg.tar.gz").toString();
        DataSettings settings = DataSettings.DEFAULTS.withCache(cache);
        DataSource data = DataSource.read(archive, settings);
        assertThat(data.report().cache()).startsWith("kept in ");
        assertThat(data.training().classNames()).isEqualTo(CLASSES);
        assertThat(data.training().perClass()).containsOnly(5_000).hasSize(10);
        assertThat(data.test().perClass()).containsOnly(1_000).hasSize(10);
        assertThat(data.training().shape().dimensions()).containsExactly(3, 32, 32);
        requirePillowsPixels(data.test());
        DataSplits splits = DataSplits.searchFromTest(data.training(), data.test(), 5_000);
        // Classes take turns, so the first 500 of each class are the first 5,000 of all.
        assertThat(splits.indices().search().get(4_999)).isEqualTo(4_999);
        assertThat(splits.test().perClass()).containsOnly(500);

        DataSource again = DataSource.read(archive, settings);
        assertThat(again.report().cache()).startsWith("taken from ");
        assertThat(DataSplits.searchFromTest(again.training(), again.test(), 5_000)
                        .digests())
                .isEqualTo(splits.digests());
    }

    private static void requirePillowsPixels(ImageSet test) throws IOException {
        for (String line : golden().lines().skip(1).toList()) {
            String[] fields = line.split(" ", -1);
            String[] steps = fields[0].split("/", -1);
            int image = Integer.parseInt(steps[2].substring(0, 4)) * CLASSES.size() + CLASSES.indexOf(steps[1]);
            assertThat(CLASSES.get(test.label(image))).isEqualTo(steps[1]);
            for (int channel = 0; channel < 3; channel++) {
                double sum = 0;
                double weighted = 0;
                for (int i = 0; i < 1024; i++) {
                    sum += test.pixel(image, channel * 1024 + i);
                    weighted += (i + 1) * test.pixel(image, channel * 1024 + i);
                }
                assertThat(Math.abs(sum - Integer.parseInt(fields[1 + channel])) / 1024)
                        .as(fields[0])
                        .isLessThanOrEqualTo(LIBJPEG_ROUNDING);
                assertThat(Math.abs(weighted - Integer.parseInt(fields[4 + channel])) / (1024 * 1025 / 2))
                        .as(fields[0])
                        .isLessThanOrEqualTo(LIBJPEG_ROUNDING);
            }
        }
    }

    private static String golden() throws IOException {
        try (InputStream in = SharedImageFolderTest.class.getResourceAsStream("/dataset/cifar10-jpeg-pillow.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
