package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.archive.Archives;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataSettings.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyReaderTest {

    @TempDir
    private Path folder;

    /** Four small arrays: two grey training images, one test image. */
    private final Map<String, byte[]> arrays = new TreeMap<>(Map.of(
            "x_train.npy", npy("|u1", "2, 2, 3", 12),
            "y_train.npy", npy("|u1", "2,", 2),
            "x_test.npy", npy("|u1", "1, 2, 3", 6),
            "y_test.npy", npy("|u1", "1,", 1)));

    @ParameterizedTest
    @ValueSource(strings = {"version-1", "version-2", "version-3"})
    void everyVersionOfTheFormIsRead(String name) throws IOException {
        NumpyArray array = NumpyArray.parse(golden(name), name);
        assertThat(array.shape()).containsExactly(2, 4, 5, 3);
        assertThat(array.type()).isEqualTo("u1");
        assertThat(array.value(119)).isEqualTo(119);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<u1", "<i1", "<u2", "<i2", ">i2", "<u4", "<i4", ">i4", "<u8", "<i8", ">i8"})
    void everyKindOfWholeNumberIsRead(String name) throws IOException {
        NumpyArray array = NumpyArray.parse(golden(name), name);
        assertThat(List.of(array.value(0), array.value(1), array.value(2), array.value(3)))
                .containsExactly(0L, 1L, 2L, 100L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fortran    | must be in C order, not in Fortran order",
                "float      | must hold whole numbers: its type is '<f4'",
                "structured | must have a header with type, order and shape: "
            })
    void whatCannotBeReadIsNamed(String name, String message) throws IOException {
        byte[] file = golden(name);
        assertThatThrownBy(() -> NumpyArray.parse(file, "x.npy"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("x.npy " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nhwc.npz", "nchw.npz"})
    void bothLayoutsAndBothWaysToNameArraysGiveTheSameImages(String name) throws IOException {
        Path file = Files.write(folder.resolve("data.npz"), golden(name));
        DataSource source = DataSource.read(file.toString());
        ImageSet training = source.training();
        assertThat(training.shape().dimensions()).containsExactly(3, 4, 5);
        assertThat(training.classNames()).containsExactly("0", "1");
        assertThat(List.of(training.label(0), training.label(1))).containsExactly(1, 0);
        for (int position = 0; position < 20; position++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(training.pixel(1, channel * 20 + position)).isEqualTo(60 + position * 3 + channel);
            }
        }
        assertThat(source.test().size()).isEqualTo(1);
        assertThat(source.report().format()).isEqualTo(DataFormat.NUMPY);
    }

    @Test
    void greyImagesInPlainFilesAreRead() {
        DataSource source = DataSource.read(Archives.folder(folder, arrays).toString());
        assertThat(source.training().shape().dimensions()).containsExactly(1, 2, 3);
        assertThat(source.training().pixel(1, 0)).isEqualTo(6);
        assertThat(source.test().label(0)).isZero();
    }

    @Test
    void layoutThatCannotBeToldMustBeGiven() {
        arrays.put("x_train.npy", npy("|u1", "2, 3, 4, 3", 72));
        arrays.put("x_test.npy", npy("|u1", "1, 3, 4, 3", 36));
        Path set = Archives.folder(folder, arrays);
        assertThatThrownBy(() -> DataSource.read(set.toString()))
                .hasMessage(set + "/x_train.npy must have 1 or 3 channels either before or behind height and width,"
                        + " or be read with a layout given: [2, 3, 4, 3]");
        assertThat(shapeWith(set, Layout.NHWC)).containsExactly(3, 3, 4);
        assertThat(shapeWith(set, Layout.NCHW)).containsExactly(3, 4, 3);
    }

    private static List<Integer> shapeWith(Path set, Layout layout) {
        return DataSource.read(set.toString(), DataSettings.DEFAULTS.withLayout(layout))
                .training()
                .shape()
                .dimensions();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x_train | '|u1' | 2, 2, 3    | 11 | must hold 12 bytes after its header, as [2, 2, 3] of 'u1' says: 11",
                "x_train | '|u1' | 2, 2, 3    | 13 | must hold 12 bytes after its header, as [2, 2, 3] of 'u1' says: 13",
                "x_train | '<i2' | 2, 2, 3    | 24 | must hold unsigned bytes ('u1', 0 to 255): its type is 'i2'",
                "x_train | '|u1' | 12,        | 12 | must hold images of shape [n, height, width], [n, height, width, channels] or [n, channels, height, width]: [12]",
                "x_train | '|u1' | 0, 2, 3    | 0  | must hold images of shape [n, height, width], [n, height, width, channels] or [n, channels, height, width]: [0, 2, 3]",
                "x_train | '|u1' | 99999999999, 2 | 8 | must have dimensions below 2^31: (99999999999, 2)",
                "y_train | '|u1' | 2, 2       | 4  | must hold labels of shape [n] or [n, 1]: [2, 2]",
                "y_test  | '|i1' | 1,         | -1 | must have labels in [0, 100,000): -1 at 0",
                "y_test  | '|u1' | 1,         | 77 | must have labels below 2, as the training labels: 77 at 0",
            })
    void brokenArrayIsNamed(String name, String type, String shape, int bytes, String message) {
        int count = name.equals("y_test") ? 1 : bytes;
        byte[] file = npy(type, shape, count);
        if (name.equals("y_test")) {
            file[file.length - 1] = (byte) bytes;
        }
        arrays.put(name + ".npy", file);
        Path set = Archives.folder(folder, arrays);
        assertThatThrownBy(() -> DataSource.read(set.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(set + "/" + name + ".npy " + message);
    }

    @Test
    void imagesAndLabelsMustBeEquallyMany() {
        arrays.put("y_train.npy", npy("|u1", "3,", 3));
        Path set = Archives.zip(folder.resolve("a.npz"), arrays);
        assertThatThrownBy(() -> DataSource.read(set.toString()))
                .hasMessage("images and labels must be equally many: 2 in %s: x_train.npy, 3 in %s: y_train.npy"
                        .formatted(set, set));
    }

    @Test
    void missingArrayAndOneThatIsThereTwiceAreNamed() {
        arrays.put("train_images.npy", npy("|u1", "2, 2, 3", 12));
        Path twice = Archives.zip(folder.resolve("a.npz"), arrays);
        assertThatThrownBy(() -> DataSource.read(twice.toString()))
                .hasMessage("%s must hold x_train once: %s: train_images.npy and %s: x_train.npy"
                        .formatted(twice, twice, twice));
        arrays.remove("train_images.npy");
        arrays.remove("x_train.npy");
        Path missing = Archives.zip(folder.resolve("b.npz"), arrays);
        assertThatThrownBy(() -> DataSource.read(missing.toString()))
                .hasMessage(missing + " must hold x_train.npy, y_train.npy, x_test.npy and y_test.npy"
                        + " (or train_images.npy and so on): there is no x_train");
    }

    @Test
    void headerCutAnywhereIsRefused() {
        byte[] whole = npy("|u1", "2, 2, 3", 12);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NumpyArray.parse(cut, "x"))
                    .as("%d bytes", length)
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    private static byte[] npy(String type, String shape, int bytes) {
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n".formatted(type, shape);
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = new byte[10 + text.length + bytes];
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0};
        System.arraycopy(start, 0, file, 0, start.length);
        System.arraycopy(text, 0, file, start.length, text.length);
        for (int i = 0; i < bytes; i++) {
            file[10 + text.length + i] = (byte) i;
        }
        return file;
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = NumpyReaderTest.class.getResourceAsStream("/dataset/numpy-arrays.txt")) {
            String found = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "|"))
                    .findFirst()
                    .orElseThrow();
            return Base64.getDecoder().decode(found.substring(name.length() + 1));
        }
    }
}
