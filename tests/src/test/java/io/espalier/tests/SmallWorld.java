package io.espalier.tests;

import io.espalier.experiments.cli.Main;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataSource;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Everything a search needs, real but small: a few hundred real images as the four IDX files of a data folder, a network file and a config.
 *
 * @param folder where all of it lies
 */
public record SmallWorld(Path folder) {

    private static final int TRAINING_IMAGES = 480;
    private static final int TEST_IMAGES = 100;

    /** Lays it all out in an empty folder. */
    public static SmallWorld in(Path folder) {
        try {
            DataSource source = DataSource.read(DataSource.EMBEDDED);
            Path data = Files.createDirectories(folder.resolve("data"));
            write(source.training(), TRAINING_IMAGES, data, "train");
            write(source.test(), TEST_IMAGES, data, "t10k");
            NetworkGraph network = ZooNetwork.RESNET8.create(source.training().shape(), 10, 3);
            OnnxCodec.write(network, folder.resolve("network.onnx"));
            Files.writeString(folder.resolve("small.yaml"), CONFIG);
            return new SmallWorld(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lay out " + folder, e);
        }
    }

    /** What a command returned and said. */
    public record Result(int exitCode, String out, String err) {}

    /** Applies a policy to the network. */
    public Result prune(Path policy, Path out) {
        return run("prune", network().toString(), "--policy", policy.toString(), "--out", out.toString());
    }

    /** Runs a command in this process, as the launcher would in another. */
    public static Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = Console.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = Main.run(console, new Interruption(), arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public Path config() {
        return folder.resolve("small.yaml");
    }

    public Path network() {
        return folder.resolve("network.onnx");
    }

    /** Runs the search with its run folder below {@code runs}. */
    public Result search(Path runs, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of("search", config().toString(), "runs=" + runs));
        arguments.addAll(List.of(overrides));
        return run(arguments.toArray(String[]::new));
    }

    /** The only run below a folder of runs. */
    public static Path onlyRun(Path runs) {
        try (var folders = Files.list(runs)) {
            List<Path> found = folders.toList();
            if (found.size() != 1) {
                throw new IllegalStateException("there must be one run below " + runs + ": " + found);
            }
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + runs, e);
        }
    }

    private static void write(ImageSet images, int count, Path folder, String prefix) throws IOException {
        int height = images.shape().height();
        int width = images.shape().width();
        try (DataOutputStream pixels = idx(folder.resolve(prefix + "-images-idx3-ubyte.gz"));
                DataOutputStream labels = idx(folder.resolve(prefix + "-labels-idx1-ubyte.gz"))) {
            for (int header : new int[] {0x803, count, height, width}) {
                pixels.writeInt(header);
            }
            labels.writeInt(0x801);
            labels.writeInt(count);
            for (int image = 0; image < count; image++) {
                labels.writeByte(images.label(image));
                for (int i = 0; i < height * width; i++) {
                    pixels.writeByte(images.pixel(image, i));
                }
            }
        }
    }

    private static DataOutputStream idx(Path file) throws IOException {
        OutputStream stream = Files.newOutputStream(file);
        return new DataOutputStream(new GZIPOutputStream(stream));
    }

    private static final String CONFIG = """
            name: small
            seed: 5
            network: network.onnx
            data:
              source: data
              search_images: 120
            budget:
              macs: 0.5
            search:
              agent: ddpg
              episodes: 10
              candidates_per_round: 3
              ddpg:
                start:
                  random_episodes: 4
                updates:
                  batch_size: 16
            calibration:
              images: 60
            latency:
              enabled: false
            fine_tuning:
              epochs: 1
              batch_size: 32
              schedule:
                learning_rate: 0.01
                warm_up_epochs: 0
              augmentation:
                cutout: 4
              label_smoothing: 0.1
              distillation:
                alpha: 0.5
                temperature: 2
            """;
}
