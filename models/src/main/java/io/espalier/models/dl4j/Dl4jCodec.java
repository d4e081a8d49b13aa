package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Reads and writes networks of DL4J. What is written is plain DL4J: a {@link ComputationGraph} in NCHW with one layer or vertex a node,
 * under the node's name, whose outputs are the graph's with nothing after them. Operators that DL4J has not are {@link OperatorVertex}, and
 * then the file can be read only with this module on the class path: slices, pads, resizes, transposed convolutions, reshapes, arithmetic
 * with constants or repeated axes, clipped and hard activations, poolings with uneven padding. For the networks of the zoo and
 * whatever is pruned from them these are the logits, the same values that the ONNX file gives; there is no softmax and no loss layer. To
 * train on in DL4J, add a loss layer (softmax, {@code MCXENT}) with its {@code TransferLearning.GraphBuilder}.
 */
public final class Dl4jCodec {

    private Dl4jCodec() {}

    /**
     * A network for inference; {@code output(images)} takes {@code [batch, channels, height, width]}.
     *
     * @throws UnsupportedNetworkException naming operator and node if DL4J cannot compute it even with vertices of ours: a parameter shared
     *     by two nodes, a dense layer over anything but vectors, a batch norm over neither images nor vectors, a constant outside
     *     arithmetic, a node kept from a foreign file
     */
    public static ComputationGraph toDl4j(NetworkGraph graph) {
        return NetworkWriter.inference(graph);
    }

    /**
     * The graph of a network that {@link #toDl4j} made, or of any other that knows its input's shape through a
     * {@code FeedForwardToCnnPreProcessor} on its input.
     *
     * @throws UnsupportedNetworkException if a layer or vertex has no operator, or the input's shape is not known; the message names it
     */
    public static NetworkGraph fromDl4j(ComputationGraph network, String name) {
        return NetworkReader.read(network, name, null);
    }

    /**
     * The graph of a network that does not know its input's shape.
     *
     * @param input {@code [channels, height, width]}
     * @throws UnsupportedNetworkException if a layer or vertex has no operator; the message names it
     */
    public static NetworkGraph fromDl4j(ComputationGraph network, String name, TensorShape input) {
        return NetworkReader.read(network, name, input);
    }

    /**
     * Writes a DL4J zip, replacing the file.
     *
     * @throws UnsupportedNetworkException as {@link #toDl4j}
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(NetworkGraph graph, Path zip) {
        try {
            ModelSerializer.writeModel(toDl4j(graph), zip.toFile(), false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + zip, e);
        }
    }

    /**
     * Reads a DL4J zip that holds a {@link ComputationGraph} or a {@link MultiLayerNetwork}; the graph bears the file's name.
     *
     * @throws UnsupportedNetworkException as {@link #fromDl4j}
     * @throws UncheckedIOException if the file cannot be read, is no DL4J zip, or has an entry whose name leads out of it
     */
    public static NetworkGraph read(Path zip) {
        return NetworkReader.read(load(zip), nameOf(zip), null);
    }

    /**
     * Reads a DL4J zip of a network that does not know its input's shape.
     *
     * @param input {@code [channels, height, width]}
     * @throws UnsupportedNetworkException as {@link #fromDl4j}
     * @throws UncheckedIOException if the file cannot be read or is no DL4J zip
     */
    public static NetworkGraph read(Path zip, TensorShape input) {
        return NetworkReader.read(load(zip), nameOf(zip), input);
    }

    private static ComputationGraph load(Path zip) {
        try (ZipFile entries = new ZipFile(zip.toFile())) {
            requireInside(zip, entries);
            if (entries.getEntry(ModelSerializer.CONFIGURATION_JSON) == null) {
                throw new IOException("no entry " + ModelSerializer.CONFIGURATION_JSON);
            }
            String configuration;
            try (var stream = entries.getInputStream(entries.getEntry(ModelSerializer.CONFIGURATION_JSON))) {
                configuration = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            }
            return configuration.contains("\"vertexInputs\"")
                    ? ModelSerializer.restoreComputationGraph(zip.toFile(), false)
                    : ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), false)
                            .toComputationGraph();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + zip, e);
        }
    }

    /** Nothing is unpacked here, but a file that tries to write elsewhere is no network that anybody should go on with. */
    private static void requireInside(Path zip, ZipFile entries) {
        entries.stream().map(ZipEntry::getName).forEach(name -> {
            boolean inside = !name.startsWith("/")
                    && !name.startsWith("\\")
                    && !List.of(name.split("[/\\\\]", -1)).contains("..");
            if (!inside) {
                String reason = "entry '%s' leads out of the archive".formatted(name);
                throw new UncheckedIOException("cannot read " + zip + ": " + reason, new IOException(reason));
            }
        });
    }

    private static String nameOf(Path zip) {
        String file = String.valueOf(zip.getFileName());
        return file.endsWith(".zip") ? file.substring(0, file.length() - 4) : file;
    }
}
