package io.espalier.models.keras;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads Keras' HDF5 files, as {@code model.save("net.h5")} of Keras 2 and 3 writes them. Layers keep their names; where a layer has an
 * activation, the activation bears the layer's name and the layer itself the name with {@code .linear} behind it, so that outputs are called
 * what the file calls them. Images in NHWC become NCHW, and the weights of a dense layer behind a flattened image change places.
 */
public final class KerasCodec {

    /** A network of this size has 250 million parameters; nothing that is pruned here comes near. */
    private static final long MOST_BYTES = 1L << 30;

    private KerasCodec() {}

    /**
     * The network of a file, under the file's name.
     *
     * @throws UnsupportedNetworkException naming the layer, its type and the reason if a layer cannot be read
     * @throws UncheckedIOException with the path if the file cannot be read or is damaged
     */
    public static NetworkGraph read(Path file) {
        try {
            long bytes = Files.size(file);
            if (!(bytes <= MOST_BYTES)) {
                throw new IOException("it has %d bytes, more than %d".formatted(bytes, MOST_BYTES));
            }
            try (KerasFile opened = KerasFile.open(Files.readAllBytes(file))) {
                return KerasNetwork.parse(opened.configuration()).toGraph(nameOf(file), opened);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UncheckedIOException(
                    "cannot read " + file + ": " + e.getMessage(), new IOException(e.getMessage(), e));
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
