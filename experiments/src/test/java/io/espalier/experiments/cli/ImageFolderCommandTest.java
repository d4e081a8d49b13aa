package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.data.Normalisation;
import io.espalier.models.onnx.OnnxCodec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training through the command line, on a few dozen PNG files in a zip. */
class ImageFolderCommandTest {

    private static final int CLASSES = 10;
    private static final int TRAINING_IMAGES = 6;
    private static final int TEST_IMAGES = 2;
    private static final int SIDE = 28;

    @TempDir
    private Path folder;

    private Path archive = Path.of("");
    private Path config = Path.of("");

    @BeforeEach
    void writeDataAndConfig() throws IOException {
        archive = folder.resolve("images.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
            write(out, "train", TRAINING_IMAGES);
            write(out, "test", TEST_IMAGES);
            out.putNextEntry(new ZipEntry("train/class3/broken.png"));
            out.write(new byte[10]);
            out.closeEntry();
        }
        config = Files.writeString(folder.resolve("train.yaml"), """
                name: tiny
                network: lenet5
                data:
                  source: images.zip
                  search_split: test
                  search_images: 10
                  normalisation: {mean: [25.5], deviation: [51]}
                  scale: bytes
                  corrupt: skip
                training: {epochs: 2, batch_size: 20, augmentation: {flip: false, shift: 0}}
                """);
    }

    @Test
    void trainsAndSaysWhatWasFoundAndKeepsTheNormalisationWithTheNetwork() {
        Path cache = folder.resolve("cache");
        Run run = train("data.cache=" + cache);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.err().lines())
                .anyMatch(line -> line.matches("data: .*images\\.zip, 60 training and 20 test images of 10 classes,"
                        + " 6 and 2 each; decoded images kept in .*"))
                .anyMatch(line -> line.startsWith("data: 1 unreadable images left out: train/class3/broken.png ("));
        assertThat(train("data.cache=" + cache).err()).contains("; decoded images taken from " + cache);
        Map<String, String> metadata =
                OnnxCodec.read(folder.resolve("net.onnx")).origin().metadata();
        assertThat(Normalisation.fromMetadata(metadata))
                .contains(new Normalisation(java.util.List.of(0.1), java.util.List.of(0.2)));
    }

    @Test
    void corruptImageStopsByDefaultWithItsName() {
        Run run = train("data.corrupt=stop", "data.cache=none");
        assertThat(run.err().lines().toList())
                .last()
                .asString()
                .startsWith("espalier: ")
                .endsWith("images.zip must hold whole images only (or be read with corrupt: skip):"
                        + " 'train/class3/broken.png', it starts neither as a JPEG nor as a PNG file");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(folder.resolve("net.onnx")).doesNotExist();
    }

    private Run train(String... overrides) {
        Object[] arguments = new Object[overrides.length + 4];
        arguments[0] = "train";
        arguments[1] = config;
        arguments[2] = "output=" + folder.resolve("net.onnx");
        arguments[3] = "runs=" + folder.resolve("runs");
        System.arraycopy(overrides, 0, arguments, 4, overrides.length);
        return Run.of(arguments);
    }

    private static void write(ZipOutputStream out, String part, int images) throws IOException {
        for (int label = 0; label < CLASSES; label++) {
            for (int image = 0; image < images; image++) {
                out.putNextEntry(new ZipEntry("%s/class%d/%d.png".formatted(part, label, image)));
                png(out, 20 * label + image);
                out.closeEntry();
            }
        }
    }

    private static void png(OutputStream out, int level) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, level + i % 7);
        }
        ImageIO.write(image, "png", out);
    }
}
