package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.dataset.IdxReader;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training through the command line, on a folder with a few dozen images. */
class TrainCommandTest {

    private static final int TRAINING_IMAGES = 60;
    private static final int TEST_IMAGES = 20;
    private static final int SIDE = 28;

    @TempDir
    private Path folder;

    private Path data;
    private Path config;

    @BeforeEach
    void writeDataAndConfig() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        writeIdx("train", TRAINING_IMAGES);
        writeIdx("t10k", TEST_IMAGES);
        config = Files.writeString(folder.resolve("train.yaml"), """
                name: tiny
                network: lenet5
                data: {source: data, search_images: 20}
                training: {epochs: 2, batch_size: 20, augmentation: {flip: false, shift: 0}}
                """);
    }

    @Test
    void writesTheNetworkSaysItsAccuracyAndLeavesNoCheckpoint() {
        Run run = train();
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.err()).contains("epoch   1/2  loss ").contains("epoch   2/2  loss ");
        assertThat(run.out()).matches("(?s).*net\\.onnx  accuracy on the search split [01]\\.\\d{4}\\R");
        assertThat(OnnxCodec.read(folder.resolve("net.onnx")).input().shape())
                .isEqualTo(TensorShape.image(1, SIDE, SIDE));
        assertThat(folder.resolve("runs"))
                .satisfiesAnyOf(runs -> assertThat(runs).doesNotExist(), runs -> assertThat(runs)
                        .isEmptyDirectory());
    }

    @Test
    void sameSeedGivesTheSameBytes() throws IOException {
        train();
        byte[] first = Files.readAllBytes(folder.resolve("net.onnx"));
        train();
        assertThat(Files.readAllBytes(folder.resolve("net.onnx"))).isEqualTo(first);
        assertThat(train("seed=2").exitCode()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("net.onnx"))).isNotEqualTo(first);
    }

    @Test
    void missingDataFolderIsRefused() {
        Run run = train("data.source=nowhere");
        assertThat(run.err().lines().toList())
                .last()
                .isEqualTo("espalier: data.source must be 'fashion-mnist' or an existing folder or archive: 'nowhere'");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tooManySearchImagesAreRefused() {
        Run run = train("data.search_images=60");
        assertThat(run.err().lines().toList())
                .last()
                .asString()
                .startsWith("espalier: data.search_images must be below the 60 training images of '")
                .endsWith("': 60");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void truncatedIdxFileIsRefusedWithItsPath() throws IOException {
        Path images = data.resolve("train-images-idx3-ubyte");
        Files.write(images, java.util.Arrays.copyOf(Files.readAllBytes(images), 1000));
        Run run = train();
        assertThat(run.err().lines().toList())
                .last()
                .asString()
                .startsWith("espalier: ")
                .endsWith("train-images-idx3-ubyte must hold 47040 values after its header, as [60, 28, 28] says: 984");
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void unknownNetworkAndRulesOfTheTrainerAreRefusedByTheirKeys() {
        assertThat(train("network=resnet9").err())
                .isEqualTo("espalier: network must be one of %s: 'resnet9'%n".formatted(ZooNetwork.ids()));
        assertThat(train("training.optimiser.momentum=1").err())
                .isEqualTo("espalier: training.optimiser.momentum must be in [0, 1): 1%n".formatted());
        assertThat(train("training.schedule.warm_up_epochs=2").err())
                .isEqualTo("espalier: training.schedule.warm_up_epochs must be below the number of epochs 2: 2%n"
                        .formatted());
        assertThat(train("training.seed=3").err())
                .startsWith("espalier: training.seed must be a known key: 3 (nearest is ");
        assertThat(train("training.distillation.alpha=0.5").err())
                .startsWith("espalier: training.distillation.alpha must be a known key: 0.5 (nearest is ");
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

    /** Images whose brightness tells their class. */
    private void writeIdx(String part, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
        images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        for (int image = 0; image < count; image++) {
            labels.put((byte) (image % 10));
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                images.put((byte) (image % 10 * 20 + (pixel * 31 + image * 7) % 20));
            }
        }
        Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
        assertThat(IdxReader.FILES).contains(part + "-labels-idx1-ubyte.gz");
    }
}
