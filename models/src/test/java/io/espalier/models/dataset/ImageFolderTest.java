package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.archive.Archives;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataSettings.Corrupt;
import io.espalier.models.picture.PictureForm;
import io.espalier.models.picture.PictureForm.Colour;
import io.espalier.models.picture.PictureForm.Fit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

    private static final DataSettings SKIP = DataSettings.DEFAULTS.withCorrupt(Corrupt.SKIP);

    @TempDir
    private Path folder;

    /** Two classes; a grey level says which image it is. */
    private final Map<String, byte[]> entries = new TreeMap<>(Map.of(
            "train/dog/b.png", png(4, 4, 20),
            "train/dog/a.PNG", png(4, 4, 10),
            "train/cat/1.png", png(4, 4, 30),
            "train/cat/2.png", png(4, 4, 40),
            "test/cat/1.png", png(4, 4, 50),
            "test/dog/1.png", png(4, 4, 60)));

    @Test
    void folderZipAndTarGiveTheSameImages() {
        DataSource fromFolder = read(Archives.folder(folder.resolve("set"), entries));
        for (Path archive : new Path[] {
            Archives.zip(folder.resolve("set.zip"), entries),
            Archives.tar(folder.resolve("set.tar"), entries),
            Archives.tarGz(folder.resolve("set.tar.gz"), entries)
        }) {
            DataSource source = read(archive);
            assertThat(levels(source.training())).isEqualTo(levels(fromFolder.training()));
            assertThat(levels(source.test())).isEqualTo(levels(fromFolder.test()));
            assertThat(source.report()).isEqualTo(fromFolder.report());
        }
    }

    /** Whoever takes the first images gets as many of each class. */
    @Test
    void classesTakeTurnsInTheOrderOfTheirNames() {
        DataSource source = read(Archives.zip(folder.resolve("set.zip"), entries));
        assertThat(source.training().classNames()).containsExactly("cat", "dog");
        assertThat(levels(source.training())).isEqualTo("0:30 1:10 0:40 1:20");
        assertThat(levels(source.test())).isEqualTo("0:50 1:60");
        assertThat(source.training().shape().dimensions()).containsExactly(3, 4, 4);
    }

    @Test
    void foldersAboveThePartsDoNotMatterAndOtherFilesAreCounted() {
        Map<String, byte[]> nested = new TreeMap<>();
        entries.forEach((name, file) -> nested.put("data/small/" + name, file));
        nested.put("data/README.txt", new byte[] {1});
        nested.put("data/small/train/cat/.hidden.png", new byte[] {1});
        nested.put("__MACOSX/data/small/train/cat/1.png", new byte[] {1});
        DataSource source = read(Archives.tarGz(folder.resolve("set.tgz"), nested));
        assertThat(source.report().ignored()).isEqualTo(3);
        assertThat(source.report().lines())
                .containsExactly("4 training and 2 test images of 2 classes, 2 and 1 each; 3 other files ignored");
    }

    @Test
    void imbalanceIsReportedByTheSmallestAndTheLargestClass() {
        entries.put("train/dog/c.png", png(4, 4, 1));
        assertThat(read(Archives.zip(folder.resolve("set.zip"), entries))
                        .report()
                        .lines())
                .containsExactly("5 training and 2 test images of 2 classes, 2 ('cat') to 3 ('dog') and 1 each");
    }

    @Test
    void corruptImageStopsWithItsName() {
        entries.put("train/dog/b.png", Arrays.copyOf(png(4, 4, 20), 50));
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(archive + " must hold whole images only (or be read with corrupt: skip):"
                        + " 'train/dog/b.png', the PNG file ends early");
    }

    @Test
    void corruptImagesAreLeftOutAndNamedWhenAsked() {
        entries.put("train/cat/0.png", new byte[0]);
        entries.put("train/cat/3.jpg", "text".getBytes(StandardCharsets.UTF_8));
        for (int i = 4; i < 7; i++) {
            entries.put("train/dog/%d.png".formatted(i), Arrays.copyOf(png(4, 4, 20), 50));
        }
        DataSource source =
                DataSource.read(Archives.zip(folder.resolve("set.zip"), entries).toString(), SKIP);
        assertThat(levels(source.training())).isEqualTo("0:30 1:10 0:40 1:20");
        assertThat(source.report().unreadable()).hasSize(5);
        assertThat(source.report().lines())
                .element(1)
                .isEqualTo(
                        "5 unreadable images left out: train/cat/0.png (the file is empty), train/cat/3.jpg"
                                + " (it starts neither as a JPEG nor as a PNG file), train/dog/4.png (the PNG file ends early), ...");
    }

    @Test
    void fileDamagedWithinAZipIsAnUnreadableImage() throws IOException {
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        byte[] content = java.nio.file.Files.readAllBytes(archive);
        content[60] ^= 0x20;
        java.nio.file.Files.write(archive, content);
        DataReport report = DataSource.read(archive.toString(), SKIP).report();
        assertThat(report.unreadable()).hasSize(1);
        assertThat(report.unreadable().get(0).entry()).isEqualTo("test/cat/1.png");
    }

    @Test
    void classWithoutAReadableTrainingImageIsRefused() {
        String message = " must have a readable image of every class in its training part: none in 'train/%s'";
        entries.put("train/emu/", new byte[0]);
        Path empty = Archives.folder(folder.resolve("empty"), entries);
        assertThatThrownBy(() -> read(empty)).hasMessage(empty + message.formatted("emu"));
        entries.remove("train/emu/");
        entries.put("test/fox/1.png", png(4, 4, 1));
        Path untrained = Archives.zip(folder.resolve("untrained.zip"), entries);
        assertThatThrownBy(() -> read(untrained)).hasMessage(untrained + message.formatted("fox"));
        entries.put("train/fox/1.png", new byte[3]);
        Path unreadable = Archives.zip(folder.resolve("unreadable.zip"), entries);
        assertThatThrownBy(() -> DataSource.read(unreadable.toString(), SKIP))
                .hasMessage(unreadable + message.formatted("fox"));
    }

    @Test
    void partWithoutImagesIsRefused() {
        entries.keySet().removeIf(name -> name.startsWith("test/"));
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        assertThatThrownBy(() -> read(archive)).hasMessage(archive + " must have images in test/<class>/: none");
    }

    @Test
    void imageThatLiesElsewhereIsRefused() {
        for (String name : new String[] {"train/cat/sub/1.png", "cat/1.png", "1.png", "valid/cat/1.png"}) {
            Map<String, byte[]> other = new TreeMap<>(entries);
            other.put(name, png(4, 4, 1));
            Path archive = Archives.zip(folder.resolve("set.zip"), other);
            assertThatThrownBy(() -> read(archive))
                    .hasMessage(archive + " must hold its images as train/<class>/<image> and test/<class>/<image>: '"
                            + name + "'");
        }
    }

    @Test
    void twoSetsInOneArchiveAreRefused() {
        entries.put("other/train/cat/1.png", png(4, 4, 1));
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        assertThatThrownBy(() -> read(archive))
                .hasMessage(archive + " must hold one data set: there are images below 'other' and below ''");
    }

    @Test
    void imagesOfAnotherSizeAreRefusedUnlessOneIsGiven() {
        entries.put("train/dog/b.png", png(4, 6, 20));
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        assertThatThrownBy(() -> read(archive))
                .hasMessage(archive + " must hold images of one form, or be read with their colour and size given:"
                        + " 'test/cat/1.png' is RGB 4x4, 'train/dog/b.png' is RGB 4x6");
        PictureForm form = PictureForm.DEFAULTS.withSize(3, 5, Fit.STRETCH).withColour(Colour.GREY);
        ImageSet training = DataSource.read(archive.toString(), DataSettings.DEFAULTS.withImages(form))
                .training();
        assertThat(training.shape().dimensions()).containsExactly(1, 3, 5);
        assertThat(levels(training)).isEqualTo("0:30 1:10 0:40 1:20");
    }

    @Test
    void imageThatIsThereTwiceIsRefused() throws IOException {
        Map<String, byte[]> twice = new TreeMap<>(entries);
        twice.put("./train/dog/b.png", png(4, 4, 20));
        Path archive = Archives.tarGz(folder.resolve("set.tar.gz"), twice);
        assertThatThrownBy(() -> read(archive)).hasMessage(archive + " must hold no image twice: 'train/dog/b.png'");
    }

    @Test
    void formatThatIsGivenIsNotFoundOut() {
        Path archive = Archives.zip(folder.resolve("set.zip"), entries);
        assertThatThrownBy(() -> DataSource.read(archive.toString(), DataSettings.DEFAULTS.withFormat(DataFormat.IDX)))
                .hasMessageStartingWith(archive + " must hold train-images-idx3-ubyte.gz, ");
    }

    @Test
    void archiveWithoutADataSetIsToldWhatCouldBeThere() {
        Path archive = Archives.zip(folder.resolve("set.zip"), Map.of("notes.txt", new byte[1]));
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(archive + " must hold one of these: image folders (train/<class>/*.jpg, ")
                .hasMessageEndingWith("; the name of no file in it tells which");
    }

    private static DataSource read(Path archive) {
        return DataSource.read(archive.toString());
    }

    /** Label and first pixel of every image. */
    private static String levels(ImageSet images) {
        StringBuilder levels = new StringBuilder();
        for (int i = 0; i < images.size(); i++) {
            levels.append(i == 0 ? "" : " ").append(images.label(i)).append(':').append(images.pixel(i, 0));
        }
        return levels.toString();
    }

    static byte[] png(int height, int width, int level) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, level * 0x010101);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
