package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A real data set, where there is one: CIFAR-10 as JPEG files in a {@code .tar.gz}. */
class SharedImageFolderTest {

    private static final Path SHARED = Path.of(System.getProperty("espalier.shared", "../shared"));

    @Test
    void allOfItIsReadInTheOrderOfItsNames() {
        Assumptions.assumeTrue(Files.isDirectory(SHARED), () -> "skipped: there is no " + SHARED);
        DataSource data =
                DataSource.read(SHARED.resolve("data/cifar10-jpeg.tar.gz").toString());
        assertThat(data.training().size()).isEqualTo(50_000);
        assertThat(data.test().size()).isEqualTo(10_000);
        assertThat(data.training().classNames())
                .containsExactly(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        assertThat(data.training().perClass()).containsOnly(5_000);
        assertThat(data.test().perClass()).containsOnly(1_000);
        assertThat(data.training().shape().dimensions()).containsExactly(3, 32, 32);
    }
}
