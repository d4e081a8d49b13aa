package io.espalier.models.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.picture.PictureForm.Colour;
import io.espalier.models.picture.PictureForm.Fit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureFormTest {

    private static final byte[] ROW = {0, 10, 20, 30, 40, 50, 60, 70};

    @Test
    void defaultLeavesAnImageAsItIs() {
        Picture picture = Picture.of(1, 2, 4, ROW);
        assertThat(PictureForm.DEFAULTS.apply(picture)).isSameAs(picture);
    }

    @Test
    void cropTakesTheMiddle() {
        Picture cut = PictureForm.DEFAULTS.withSize(1, 2, Fit.CROP).apply(Picture.of(1, 1, 8, ROW));
        assertThat(List.of(cut.pixel(0, 0, 0), cut.pixel(0, 0, 1))).containsExactly(30, 40);
    }

    @Test
    void stretchToHalfCountsEveryPixel() {
        Picture half = PictureForm.DEFAULTS.withSize(1, 4, Fit.STRETCH).apply(Picture.of(1, 1, 8, ROW));
        // Triangle of width 2 around the middle between two pixels: weights 1, 3, 3, 1 eighths.
        assertThat(half.pixel(0, 0, 1)).isEqualTo(25);
    }

    @Test
    void constantImageStaysConstantInAnySize() {
        byte[] pixels = new byte[3 * 7 * 5];
        Arrays.fill(pixels, (byte) 200);
        Picture picture = Picture.of(3, 7, 5, pixels);
        for (Fit fit : Fit.values()) {
            Picture other = PictureForm.DEFAULTS.withSize(11, 3, fit).apply(picture);
            byte[] found = new byte[other.size()];
            other.copyTo(found, 0);
            assertThat(found).containsOnly((byte) 200).hasSize(3 * 11 * 3);
        }
    }

    @Test
    void greyWeighsGreenMost() {
        PictureForm grey = PictureForm.DEFAULTS.withColour(Colour.GREY);
        assertThat(grey.apply(Picture.of(3, 1, 1, new byte[] {(byte) 255, 0, 0}))
                        .pixel(0, 0, 0))
                .isEqualTo(76);
        assertThat(grey.apply(Picture.of(3, 1, 1, new byte[] {0, (byte) 255, 0}))
                        .pixel(0, 0, 0))
                .isEqualTo(150);
        assertThat(grey.apply(Picture.of(3, 1, 1, new byte[] {0, 0, (byte) 255}))
                        .pixel(0, 0, 0))
                .isEqualTo(29);
    }

    @ParameterizedTest
    @CsvSource({"0,5", "5,0", "-1,5", "100000,100000"})
    void sizeThatCannotBeIsRefused(int height, int width) {
        assertThatThrownBy(() -> PictureForm.DEFAULTS.withSize(height, width, Fit.CROP))
                .hasMessage("size must be [] or [height, width], both positive: [%d, %d]".formatted(height, width));
    }

    @Test
    void sizeOfOneNumberIsRefused() {
        assertThatThrownBy(() -> new PictureForm(Colour.AUTO, List.of(32), Fit.CROP))
                .hasMessage("size must be [] or [height, width], both positive: [32]");
    }

    @Test
    void pictureMustHaveItsPixels() {
        assertThatThrownBy(() -> Picture.of(2, 1, 1, new byte[2])).hasMessage("channels must be 1 or 3: 2");
        assertThatThrownBy(() -> Picture.of(3, 2, 2, new byte[11]))
                .hasMessage("pixels must hold 3 channels of 2x2: 11 bytes");
    }
}
