package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.data.ImageSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {

    private static final String FILES = "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
            + "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz";

    @TempDir
    Path folder;

    @Test
    void embeddedSetIsBalanced() {
        DataSource data = DataSource.read(DataSource.EMBEDDED);
        assertThat(data.training().perClass()).containsOnly(1_200).hasSize(10);
        assertThat(data.test().perClass()).containsOnly(300).hasSize(10);
        assertThat(data.training().shape().dimensions()).containsExactly(1, 28, 28);
        assertThat(data.training().classNames()).contains("Ankle boot");
    }

    @Test
    void firstImageOfFashionMnistIsAnAnkleBoot() {
        ImageSet training = DataSource.read(DataSource.EMBEDDED).training();
        assertThat(training.classNames().get(training.label(0))).isEqualTo("Ankle boot");
    }

    @Test
    void folderWithPlainFilesIsReadAndUnknownClassesAreNumbered() throws IOException {
        writeSet();
        DataSource data = DataSource.read(folder.toString());
        assertThat(data.name()).isEqualTo(folder.toString());
        assertThat(data.training().size()).isEqualTo(3);
        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.training().classNames()).containsExactly("0", "1", "2");
    }

    @Test
    void embeddedFilesInAFolderAreTheSameSet() throws IOException {
        for (String file : IdxReader.FILES) {
            try (var in = DataSource.class.getResourceAsStream("fashion-mnist/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        DataSource data = DataSource.read(folder.toString());
        assertThat(data.training().classNames()).isEqualTo(FashionMnist.CLASS_NAMES);
        assertThat(data.training().size()).isEqualTo(12_000);
    }

    @Test
    void missingFolderIsNamed() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> DataSource.read(missing.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("folder or archive must exist: " + missing);
    }

    @Test
    void missingFileIsNamed() throws IOException {
        writeSet();
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        assertThatThrownBy(() -> DataSource.read(folder.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(folder + " must hold " + FILES
                        + ", with or without .gz: there is no t10k-images-idx3-ubyte.gz");
    }

    private void writeSet() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), IdxReaderTest.idx(0x803, new int[] {3, 2, 2}, 12));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxReaderTest.idx(0x801, new int[] {3}, 3));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), IdxReaderTest.idx(0x803, new int[] {2, 2, 2}, 8));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxReaderTest.idx(0x801, new int[] {2}, 2));
    }
}
