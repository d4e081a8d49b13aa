package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");

    @TempDir
    Path folder;

    private Path images;
    private Path labels;

    @BeforeEach
    void writeTwoImagesOfTwoByThreePixels() {
        images = write("images", idx(0x803, new int[] {2, 2, 3}, 12));
        labels = write("labels", idx(0x801, new int[] {2}, 2));
    }

    @Test
    void readsPlainFiles() {
        ImageSet set = IdxReader.read(images, labels, CLASSES);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.shape().dimensions()).containsExactly(1, 2, 3);
        assertThat(set.pixel(1, 5)).isEqualTo(11);
        assertThat(set.label(1)).isEqualTo(1);
    }

    @Test
    void readsGzipFilesWhateverTheirName() throws IOException {
        Files.write(images, gzip(Files.readAllBytes(images)));
        assertThat(IdxReader.read(images, labels, CLASSES).pixel(1, 0)).isEqualTo(6);
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("nothing");
        assertBroken(missing, labels, "cannot read " + missing);
    }

    @Test
    void truncatedFileIsNamedWithWhatItShouldHold() throws IOException {
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 20));
        assertBroken(images, labels, images + " must hold 12 values after its header, as [2, 2, 3] says: 4");
    }

    @Test
    void trailingBytesAreRefused() throws IOException {
        Files.write(labels, Arrays.copyOf(Files.readAllBytes(labels), 11));
        assertBroken(images, labels, labels + " must hold 2 values after its header, as [2] says: 3");
    }

    @Test
    void truncatedGzipIsNamed() throws IOException {
        byte[] whole = gzip(Files.readAllBytes(images));
        Files.write(images, Arrays.copyOf(whole, whole.length - 10));
        assertBroken(images, labels, images + " must be whole: its gzip stream ends early");
    }

    @Test
    void damagedGzipIsNamed() throws IOException {
        byte[] whole = gzip(Files.readAllBytes(images));
        whole[whole.length - 5] ^= 1;
        Files.write(images, whole);
        assertThatThrownBy(() -> IdxReader.read(images, labels, CLASSES))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(images + " must be a sound gzip file: ");
    }

    @Test
    void headerMustBeWhole() throws IOException {
        Files.write(images, new byte[7]);
        assertBroken(images, labels, images + " must hold a header of 16 bytes: 7 bytes");
    }

    @Test
    void labelsInPlaceOfImagesAreRefusedByTheirMagic() {
        Path other = write("other", idx(0x801, new int[] {8}, 8));
        assertBroken(other, labels, other + " must start with 0x00000803 (IDX, unsigned bytes, 3-d): 0x00000801");
    }

    @Test
    void negativeDimensionsAreRefused() {
        Path other = write("other", idx(0x801, new int[] {-1}, 2));
        assertBroken(images, other, other + " must have positive dimensions: [-1]");
    }

    @Test
    void imagesAndLabelsMustBeEquallyMany() {
        Path other = write("other", idx(0x801, new int[] {3}, 3));
        assertBroken(
                images, other, "images and labels must be equally many: 2 in %s, 3 in %s".formatted(images, other));
    }

    @Test
    void labelsBeyondTheClassesAreRefused() {
        assertThatThrownBy(() -> IdxReader.read(images, labels, List.of("a")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(labels + " must have labels below 1: 1 at 1");
    }

    private void assertBroken(Path imageFile, Path labelFile, String message) {
        assertThatThrownBy(() -> IdxReader.read(imageFile, labelFile, CLASSES))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(message);
    }

    private Path write(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Header and the values 0, 1, 2 ... */
    static byte[] idx(int magic, int[] dimensions, int values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values);
        file.putInt(magic);
        for (int dimension : dimensions) {
            file.putInt(dimension);
        }
        for (int i = 0; i < values; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
