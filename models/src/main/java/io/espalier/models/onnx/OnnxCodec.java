package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Networks as ONNX models of opset 11 to 20, float32. What our operators cannot say is kept as it is. Names of nodes, tensors and
 * initialisers, opset and metadata are kept too. A graph that is written and read again is bit-equal, but for numbers of operators (a batch
 * norm's epsilon) that are no float32, and a reshape to a vector, which is a flattening.
 */
public final class OnnxCodec {

    private OnnxCodec() {}

    /**
     * The model's bytes, the same for the same graph: a model to run, whose images are of the graph's size. The batch may be of any size unless
     * a node that is kept from a foreign file holds to one.
     */
    public static byte[] toBytes(NetworkGraph graph) {
        return toBytes(graph, List.of());
    }

    /**
     * The model with more outputs, for calibration: the network's own output first, then the taps.
     *
     * @param taps names of nodes whose tensors are wanted; doubles and the network's output count once
     * @throws IllegalArgumentException if a tap is not a node
     * @throws UnsupportedNetworkException if a node needs a later opset than nodes kept from a foreign file have
     */
    public static byte[] toBytes(NetworkGraph graph, List<String> taps) {
        return new OnnxWriter(graph, false).model(taps).toByteArray();
    }

    /**
     * The network in a model.
     *
     * @param source what messages call it, usually the path
     * @throws UncheckedIOException if the bytes are not an ONNX model
     * @throws UnsupportedNetworkException if the model holds what we do not have; names source, node, operator and reason
     */
    public static NetworkGraph fromBytes(byte[] bytes, String source) {
        return fromBytes(bytes, source, Optional.empty());
    }

    /**
     * The network in a model whose input may be of any size.
     *
     * @param input {@code [channels, height, width]} of the images, where the model leaves it open
     */
    public static NetworkGraph fromBytes(byte[] bytes, String source, Optional<TensorShape> input) {
        return new OnnxReader(model(bytes, source), source).graph(input);
    }

    private static ModelProto model(byte[] bytes, String source) {
        ModelProto model = parsed(bytes, source);
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw notOnnx(source, "it holds no graph", new IOException("no graph"));
        }
        return model;
    }

    /** The model as {@link #write} writes it: sizes that the network's own file left open are open again. */
    public static byte[] toFileBytes(NetworkGraph graph) {
        return new OnnxWriter(graph, true).model(List.of()).toByteArray();
    }

    /**
     * Writes a model so that the file is there whole or not at all. Sizes that the network's own file left open are open again.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(NetworkGraph graph, Path file) {
        write(toFileBytes(graph), file);
    }

    /**
     * Writes a model whose convolution and dense weights are stored as float16 (IEEE 754 binary16, ties to even) and cast to float32 where
     * they are read: half the bytes, and every runtime computes in float32 as before. Norms and biases stay float32.
     *
     * @throws IllegalArgumentException naming the weight if a value is beyond float16's range
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void writeWithHalfWeights(NetworkGraph graph, Path file) {
        Set<String> weights = graph.nodes().stream()
                .filter(node -> node.has(Roles.WEIGHT))
                .map(node -> node.parameter(Roles.WEIGHT))
                .collect(Collectors.toSet());
        write(
                HalfWeights.of(new OnnxWriter(graph, true).model(List.of()), weights)
                        .toByteArray(),
                file);
    }

    private static void write(byte[] bytes, Path file) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try {
                writeThrough(unfinished, bytes);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Reads a model from a file.
     *
     * @throws UncheckedIOException if the file cannot be read or is not an ONNX model
     * @throws UnsupportedNetworkException if the model holds what we do not have
     */
    public static NetworkGraph read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads a model from a file.
     *
     * @param input {@code [channels, height, width]} of the images, where the file leaves it open
     * @throws UncheckedIOException if the file cannot be read or is not an ONNX model
     * @throws UnsupportedNetworkException if the model holds what we do not have, or its size is open and not given
     */
    public static NetworkGraph read(Path file, Optional<TensorShape> input) {
        try {
            ModelProto model = OnnxExternal.whole(model(Files.readAllBytes(file), file.toString()), file);
            return new OnnxReader(model, file.toString()).graph(input);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedNetworkException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void writeThrough(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static ModelProto parsed(byte[] bytes, String source) {
        try {
            return ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(source, "its bytes are damaged or cut short", e);
        }
    }

    private static UncheckedIOException notOnnx(String source, String reason, IOException cause) {
        return new UncheckedIOException(source + " must be an ONNX model: " + reason, cause);
    }
}
