package io.espalier.models.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.picture.PictureForm.Colour;
import io.espalier.models.picture.PictureForm.Fit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pixels that networks were trained on were mostly made by Pillow; ours must be the same. */
class PillowTest {

    /** Versions of libjpeg differ by one in the inverse DCT and once more in the conversion of colours. */
    private static final int LIBJPEG_ROUNDING = 2;

    /** Pillow resamples in fixed point. */
    private static final int FIXED_POINT_ROUNDING = 1;

    private static final int EXACT = 0;

    private static Stream<String> lines() throws IOException {
        try (InputStream in = PillowTest.class.getResourceAsStream("/picture/pillow.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
        }
    }

    private static Stream<String> names() throws IOException {
        return lines().map(line -> line.substring(0, line.indexOf('|')));
    }

    @ParameterizedTest
    @MethodSource("names")
    void pixelsAreThoseOfPillow(String name) throws IOException {
        String[] fields = lines().filter(line -> line.startsWith(name + "|"))
                .findFirst()
                .orElseThrow()
                .split("\\|", -1);
        int[] form = Arrays.stream(fields[1].split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        byte[] expected = Base64.getDecoder().decode(fields[3]);
        Picture picture =
                form(name).apply(PictureDecoder.decode(Base64.getDecoder().decode(fields[2])));
        assertThat(new int[] {picture.channels(), picture.height(), picture.width()})
                .isEqualTo(form);
        byte[] found = new byte[picture.size()];
        picture.copyTo(found, 0);
        int most = IntStream.range(0, found.length)
                .map(i -> Math.abs((found[i] & 0xff) - (expected[i] & 0xff)))
                .max()
                .orElseThrow();
        int tolerance = name.startsWith("jpeg")
                ? LIBJPEG_ROUNDING
                : name.startsWith("stretch") || name.startsWith("crop") ? FIXED_POINT_ROUNDING : EXACT;
        assertThat(most).isLessThanOrEqualTo(tolerance);
    }

    private static PictureForm form(String name) {
        String[] words = name.split("-", -1);
        return switch (words[0]) {
            case "to" -> PictureForm.DEFAULTS.withColour(words[1].equals("grey") ? Colour.GREY : Colour.RGB);
            case "stretch", "crop" ->
                PictureForm.DEFAULTS.withSize(
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        words[0].equals("crop") ? Fit.CROP : Fit.STRETCH);
            default -> PictureForm.DEFAULTS;
        };
    }

    static byte[] file(String name) {
        try {
            return Base64.getDecoder()
                    .decode(lines().filter(line -> line.startsWith(name + "|"))
                            .findFirst()
                            .orElseThrow()
                            .split("\\|", -1)[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
