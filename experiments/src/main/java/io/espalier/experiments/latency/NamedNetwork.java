package io.espalier.experiments.latency;

import io.espalier.env.target.TargetNetwork;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.RepeatedInference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network and what the user calls it.
 *
 * @param name the file, as it was written
 */
public record NamedNetwork(String name, TargetNetwork network) {

    private static final String ONNX = ".onnx";

    /**
     * Reads a network. An ONNX file is measured as it is, whatever operators it has; only where ONNX Runtime could not run it at this batch,
     * or the images' shape is given, and for every other format, it is read as a graph and written anew.
     *
     * @param key what messages call the argument
     * @param fileOrName an .onnx, .zip or .h5 file, or a name of the zoo
     * @param input the images' shape, if it is given
     * @param batch images in one inference
     * @throws io.espalier.experiments.config.ConfigException if there is no such network
     * @throws UncheckedIOException if the file cannot be read
     * @throws io.espalier.models.graph.UnsupportedNetworkException if it cannot be read as a graph where it must be
     */
    public static NamedNetwork read(String key, String fileOrName, Optional<TensorShape> input, int batch) {
        Path file = Path.of(fileOrName);
        if (fileOrName.endsWith(ONNX) && input.isEmpty() && Files.isRegularFile(file)) {
            byte[] bytes = bytes(file);
            if (runs(bytes, batch)) {
                return new NamedNetwork(fileOrName, TargetNetwork.of(bytes));
            }
        }
        return new NamedNetwork(
                fileOrName, TargetNetwork.of(OnnxCodec.toBytes(NetworkFile.readOrCreate(key, fileOrName, input))));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean runs(byte[] onnx, int batch) {
        try {
            RepeatedInference.open(onnx, batch, EngineSettings.DEFAULTS).close();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
