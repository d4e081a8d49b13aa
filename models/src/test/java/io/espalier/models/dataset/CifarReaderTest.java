package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.archive.Archives;
import io.espalier.models.picture.PictureForm;
import io.espalier.models.picture.PictureForm.Colour;
import io.espalier.models.picture.PictureForm.Fit;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {

    private static final int PIXELS = 3 * 32 * 32;

    @TempDir
    private Path folder;

    @Test
    void cifar10IsReadFromItsArchive() {
        Map<String, byte[]> files = cifar10();
        files.put("cifar-10-batches-bin/readme.html", new byte[1]);
        DataSource source = DataSource.read(
                Archives.tarGz(folder.resolve("cifar-10-binary.tar.gz"), files).toString());
        assertThat(source.report().format()).isEqualTo(DataFormat.CIFAR10);
        assertThat(source.training().size()).isEqualTo(10);
        assertThat(source.test().size()).isEqualTo(2);
        assertThat(source.training().shape().dimensions()).containsExactly(3, 32, 32);
        assertThat(source.training().classNames()).hasSize(10).contains("airplane", "truck");
        assertThat(source.training().label(2)).isEqualTo(2);
        // Batch 2, second record: each plane as it lies there, the red one first.
        assertThat(source.training().pixel(3, 0)).isEqualTo(2);
        assertThat(source.training().pixel(3, 1)).isEqualTo(3);
        assertThat(source.training().pixel(3, PIXELS - 1)).isEqualTo((2 + PIXELS - 1) % 256);
    }

    @Test
    void cifar100TakesTheFineLabel() {
        Map<String, byte[]> files = new TreeMap<>(
                Map.of("train.bin", concat(record(0, 7, 99), record(1, 3, 5)), "test.bin", record(2, 19, 0)));
        DataSource source = DataSource.read(Archives.folder(folder, files).toString());
        assertThat(source.report().format()).isEqualTo(DataFormat.CIFAR100);
        assertThat(source.training().label(0)).isEqualTo(99);
        assertThat(source.training().label(1)).isEqualTo(5);
        assertThat(source.training().classNames()).hasSize(100).endsWith("99");
    }

    @Test
    void truncatedBatchIsNamed() {
        Map<String, byte[]> files = cifar10();
        files.computeIfPresent("cifar-10-batches-bin/data_batch_3.bin", (name, file) -> Arrays.copyOf(file, 5_000));
        assertBroken(
                files, ": cifar-10-batches-bin/data_batch_3.bin must hold whole records of 3,073 bytes: 5,000 bytes");
        files.put("cifar-10-batches-bin/data_batch_3.bin", new byte[0]);
        assertBroken(files, ": cifar-10-batches-bin/data_batch_3.bin must hold whole records of 3,073 bytes: 0 bytes");
    }

    @Test
    void wrongLabelIsNamedWithItsRecord() {
        Map<String, byte[]> files = cifar10();
        files.put("cifar-10-batches-bin/test_batch.bin", concat(record(0, 9), record(0, 10)));
        assertBroken(files, ": cifar-10-batches-bin/test_batch.bin must have labels below 10: 10 in record 1");
    }

    @Test
    void missingBatchIsNamed() {
        Map<String, byte[]> files = cifar10();
        files.remove("cifar-10-batches-bin/data_batch_5.bin");
        assertBroken(
                files,
                " must hold data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin and"
                        + " test_batch.bin: there is no data_batch_5.bin");
    }

    @Test
    void classNamesMustBeOneAClass() {
        Map<String, byte[]> files = cifar10();
        files.put("cifar-10-batches-bin/batches.meta.txt", "a\nb\n".getBytes(StandardCharsets.UTF_8));
        assertBroken(files, ": cifar-10-batches-bin/batches.meta.txt must have 10 class names, one a line: 2");
    }

    @Test
    void imagesComeInTheFormThatIsAskedFor() {
        PictureForm form = PictureForm.DEFAULTS.withColour(Colour.GREY).withSize(28, 28, Fit.CROP);
        DataSource source = DataSource.read(
                Archives.zip(folder.resolve("c.zip"), cifar10()).toString(), DataSettings.DEFAULTS.withImages(form));
        assertThat(source.training().shape().dimensions()).containsExactly(1, 28, 28);
        assertThat(source.training().label(2)).isEqualTo(2);
        assertThat(source.test().size()).isEqualTo(2);
    }

    private void assertBroken(Map<String, byte[]> files, String message) {
        Path archive = Archives.zip(folder.resolve("c.zip"), files);
        assertThatThrownBy(() -> DataSource.read(archive.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(archive + message);
    }

    private static Map<String, byte[]> cifar10() {
        Map<String, byte[]> files = new TreeMap<>();
        for (int batch = 1; batch <= 5; batch++) {
            files.put(
                    "cifar-10-batches-bin/data_batch_%d.bin".formatted(batch),
                    concat(record(batch, 2 * batch - 2), record(batch, 2 * batch - 1)));
        }
        files.put("cifar-10-batches-bin/test_batch.bin", concat(record(6, 0), record(6, 9)));
        String names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
        files.put("cifar-10-batches-bin/batches.meta.txt", names.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** Labels and pixels that count up from a value. */
    private static byte[] record(int from, int... labels) {
        byte[] record = new byte[labels.length + PIXELS];
        for (int i = 0; i < labels.length; i++) {
            record[i] = (byte) labels[i];
        }
        for (int i = 0; i < PIXELS; i++) {
            record[labels.length + i] = (byte) (from + i);
        }
        return record;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
