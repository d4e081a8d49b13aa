package io.espalier.experiments.network;

import io.espalier.experiments.config.ConfigException;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.keras.KerasCodec;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads and writes a network in the format of its file's name. */
public final class NetworkFile {

    /** What the zoo's networks read when nothing else is said: the images of the embedded data set. */
    private static final TensorShape ZOO_INPUT = TensorShape.image(1, 28, 28);

    private static final int ZOO_CLASSES = 10;

    private enum Format {
        ONNX(".onnx") {
            @Override
            NetworkGraph read(Path file, Optional<TensorShape> input) {
                return OnnxCodec.read(file, input);
            }

            @Override
            void write(NetworkGraph graph, Path file) {
                OnnxCodec.write(graph, file);
            }
        },
        DL4J(".zip") {
            @Override
            NetworkGraph read(Path file, Optional<TensorShape> input) {
                return input.map(shape -> Dl4jCodec.read(file, shape)).orElseGet(() -> Dl4jCodec.read(file));
            }

            @Override
            void write(NetworkGraph graph, Path file) {
                Dl4jCodec.write(graph, file);
            }
        },
        /** Only read: what is made of it is written as one of the others. */
        KERAS(".h5") {
            @Override
            NetworkGraph read(Path file, Optional<TensorShape> input) {
                return KerasCodec.read(file);
            }

            @Override
            void write(NetworkGraph graph, Path file) {
                throw new IllegalStateException("a Keras file is only read: " + file);
            }
        };

        private final String ending;

        Format(String ending) {
            this.ending = ending;
        }

        abstract NetworkGraph read(Path file, Optional<TensorShape> input);

        abstract void write(NetworkGraph graph, Path file);

        static Format readable(String key, String file) {
            return Arrays.stream(values())
                    .filter(format -> file.endsWith(format.ending))
                    .findFirst()
                    .orElseThrow(
                            () -> new ConfigException("%s must end in .onnx, .zip or .h5: '%s'".formatted(key, file)));
        }

        static Format writable(String key, String file) {
            return Arrays.stream(values())
                    .filter(format -> format != KERAS && file.endsWith(format.ending))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException("%s must end in .onnx or .zip: '%s'".formatted(key, file)));
        }
    }

    private NetworkFile() {}

    /**
     * The network of a file.
     *
     * @param key what messages call the argument
     * @param input shape of the images, where the file leaves it open
     * @throws ConfigException if there is no such file, or its name ends otherwise
     * @throws java.io.UncheckedIOException if the file cannot be read or is broken
     * @throws io.espalier.models.graph.UnsupportedNetworkException if it holds what we do not have
     */
    public static NetworkGraph read(String key, String file, Optional<TensorShape> input) {
        Format format = Format.readable(key, file);
        if (!Files.isRegularFile(Path.of(file))) {
            throw new ConfigException("%s must be an existing file: '%s'".formatted(key, file));
        }
        return format.read(Path.of(file), input);
    }

    /** As {@link #read}; a name of the zoo gives a fresh network, for the embedded images if nothing is said of their shape. */
    public static NetworkGraph readOrCreate(String key, String fileOrName, Optional<TensorShape> input) {
        if (ZooNetwork.ids().contains(fileOrName)) {
            return ZooNetwork.named(fileOrName).create(input.orElse(ZOO_INPUT), ZOO_CLASSES, 1);
        }
        if (Arrays.stream(Format.values()).noneMatch(format -> fileOrName.endsWith(format.ending))) {
            throw new ConfigException("%s must be an .onnx, .zip or .h5 file or one of %s: '%s'"
                    .formatted(key, ZooNetwork.ids(), fileOrName));
        }
        return read(key, fileOrName, input);
    }

    /**
     * Checks a file's name before the work that is to be written there.
     *
     * @throws ConfigException if it ends otherwise
     */
    public static void requireWritable(String key, Path file) {
        Format.writable(key, file.toString());
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new ConfigException(
                    "%s must be in an existing folder that can be written: '%s'".formatted(key, file));
        }
    }

    /**
     * Writes a network, replacing the file.
     *
     * @param key what messages call the argument
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(String key, NetworkGraph graph, Path file) {
        Format.writable(key, file.toString()).write(graph, file);
    }
}
