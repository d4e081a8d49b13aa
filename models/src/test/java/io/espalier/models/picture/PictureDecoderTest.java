package io.espalier.models.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.random.RandomKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"jpeg-420", "jpeg-444", "jpeg-progressive", "jpeg-grey", "png-rgb", "png-grey", "png-palette"})
    void truncatedFileIsRefusedWhereverItEnds(String name) {
        byte[] whole = PillowTest.file(name);
        for (int percent = 0; percent < 100; percent += 3) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
            assertThatThrownBy(() -> PictureDecoder.decode(cut))
                    .as("%d bytes of %d", cut.length, whole.length)
                    .isInstanceOf(CorruptPictureException.class);
        }
    }

    @Test
    void jpegWithoutItsLastTwoBytesIsRefused() {
        byte[] whole = PillowTest.file("jpeg-420");
        assertThatThrownBy(() -> PictureDecoder.decode(Arrays.copyOf(whole, whole.length - 2)))
                .isInstanceOf(CorruptPictureException.class)
                .hasMessage("truncated file - missing eoi marker");
    }

    @Test
    void anyFlippedBitOfAPngIsNoticed() {
        byte[] whole = PillowTest.file("png-grey");
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> PictureDecoder.decode(damaged))
                    .as("byte " + i)
                    .isInstanceOf(CorruptPictureException.class);
        }
    }

    /** Bits within a JPEG's blocks carry no checksum, so a damaged one may decode; it must never do anything else. */
    @Test
    void damagedJpegEitherDecodesOrIsRefused() {
        byte[] whole = PillowTest.file("jpeg-420");
        RandomGenerator random = RandomKey.of(11, "test.damage").generator();
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                assertThat(PictureDecoder.decode(damaged).channels()).isIn(1, 3);
            } catch (CorruptPictureException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void whatIsNoImageIsRefusedWithItsReason() {
        assertRefused(new byte[0], "the file is empty");
        assertRefused("GIF89a".getBytes(StandardCharsets.US_ASCII), "it starts neither as a JPEG nor as a PNG file");
        assertRefused(Arrays.copyOf(PillowTest.file("png-grey"), 40), "the PNG file ends early");
        byte[] flipped = PillowTest.file("png-grey");
        flipped[flipped.length - 20] ^= 1;
        assertRefused(flipped, "a chunk of the PNG file does not have its checksum");
    }

    /** A few kilobytes that claim 60,000 x 60,000 pixels. */
    @Test
    void hugeImageIsRefusedBeforeItIsDecoded() throws IOException {
        assertRefused(png(60_000, 60_000), "it claims 60000x60000 pixels, more than 67,108,864");
    }

    @Test
    void smallHandMadePngIsRead() throws IOException {
        Picture picture = PictureDecoder.decode(png(2, 3));
        assertThat(List.of(picture.channels(), picture.height(), picture.width()))
                .containsExactly(1, 3, 2);
        assertThat(picture.form()).isEqualTo("grey 3x2");
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> PictureDecoder.decode(file))
                .isInstanceOf(CorruptPictureException.class)
                .hasMessage(reason);
    }

    /** Grey, all zero; of a large one only the first kilobytes are there. */
    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
            deflater.write(new byte[Math.min(1 << 20, (width + 1) * Math.min(height, 1 << 10))]);
        }
        chunk(out, "IDAT", rows.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }
}
