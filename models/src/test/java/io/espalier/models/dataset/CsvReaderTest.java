package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.archive.Archives;
import io.espalier.models.data.ImageSet;
import io.espalier.models.picture.PictureForm;
import io.espalier.models.picture.PictureForm.Fit;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    private static final String TEST = "0,9,9,9,9\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label,p1,p2,p3,p4\n2,0,1,2,255\n0,4,5,6,7\n",
                "2,0,1,2,255\r\n0,4,5,6,7",
                "\uFEFF2, 0, 1 ,2,255\n0,4,5,6,7\n\n"
            })
    void headingLineEndsAndBlanksDoNotMatter(String text) {
        ImageSet training = read(text, TEST, DataSettings.DEFAULTS).training();
        assertThat(training.shape().dimensions()).containsExactly(1, 2, 2);
        assertThat(training.classNames()).containsExactly("0", "1", "2");
        assertThat(List.of(training.label(0), training.label(1))).containsExactly(2, 0);
        assertThat(training.pixel(0, 3)).isEqualTo(255);
        assertThat(training.pixel(1, 0)).isEqualTo(4);
    }

    @Test
    void compressedFilesAreRead() {
        Map<String, byte[]> files = new TreeMap<>(Map.of(
                "train.csv.gz",
                Archives.gzip(bytes("1,1,2,3,4\n0,1,1,1,1")),
                "test.csv.gz",
                Archives.gzip(bytes(TEST))));
        DataSource source = DataSource.read(Archives.folder(folder, files).toString());
        assertThat(source.training().size()).isEqualTo(2);
        assertThat(source.report().format()).isEqualTo(DataFormat.CSV);
    }

    @Test
    void threeTimesASquareIsAColourImage() {
        String line = "0" + ",7".repeat(12);
        assertThat(read(line, line, DataSettings.DEFAULTS).training().shape().dimensions())
                .containsExactly(3, 2, 2);
    }

    @Test
    void sizeThatIsGivenIsTheShapeOfTheLines() {
        DataSettings settings = DataSettings.DEFAULTS.withImages(PictureForm.DEFAULTS.withSize(2, 3, Fit.CROP));
        String line = "0,1,2,3,4,5,6";
        assertThat(read(line, line, settings).training().shape().dimensions()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> read(line, line, DataSettings.DEFAULTS))
                .hasMessage(folder + "/train.csv must have square images of 1 or 3 channels, or be read with their size"
                        + " given: 6 pixels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0,1,2,3,4;1,1,2,3     | must have 5 values in line 2: 4",
                "0,1,2,3,4;1,1,2,3,4,5 | must have 5 values in line 2: 6",
                "0,1,2,3,256           | must have a pixel, 0 to 255, in line 1, column 5: '256'",
                "0,1,-2,3,4            | must have a pixel, 0 to 255, in line 1, column 3: '-2'",
                "0,1,,3,4              | must have a pixel, 0 to 255, in line 1, column 3: ''",
                "0,1,2.5,3,4           | must have a pixel, 0 to 255, in line 1, column 3: '2.5'",
                "h,a,b,c,d;cat,1,2,3,4 | must have a label in line 2, column 1: 'cat'",
                "5000000,1,2,3,4       | must have labels in [0, 100,000): 5000000 at 0",
                "0,1,2,3,4;;1,1,1,1,1  | must have 5 values in line 2: 1",
                "label                 | must have a line an image: none",
                "7                     | must have a label and pixels in line 1",
            })
    void brokenLineIsNamedWithItsNumber(String lines, String message) {
        assertThatThrownBy(() -> read(lines.replace(';', '\n'), TEST, DataSettings.DEFAULTS))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(folder + "/train.csv " + message);
    }

    @Test
    void emptyFileAndDifferingPartsAreNamed() {
        assertThatThrownBy(() -> read("", TEST, DataSettings.DEFAULTS))
                .hasMessage(folder + "/train.csv must have a line an image: none");
        assertThatThrownBy(() -> read(TEST, "0,1", DataSettings.DEFAULTS))
                .hasMessage("%s/test.csv must have 4 pixels a line, as %s/train.csv: 1".formatted(folder, folder));
        assertThatThrownBy(() -> read(TEST, "1,1,1,1,1", DataSettings.DEFAULTS))
                .hasMessage(folder + "/test.csv must have labels below 1, as the training labels: 1 at 0");
    }

    @Test
    void missingPartIsNamed() {
        Path set = Archives.folder(folder, Map.of("train.csv", bytes(TEST)));
        assertThatThrownBy(() -> DataSource.read(set.toString()))
                .hasMessage(set + " must hold train.csv and test.csv, with or without .gz: there is no test.csv");
    }

    private DataSource read(String training, String test, DataSettings settings) {
        Archives.folder(folder, new TreeMap<>(Map.of("train.csv", bytes(training), "test.csv", bytes(test))));
        return DataSource.read(folder.toString(), settings);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
