package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.espalier.models.graph.NetworkGraph;
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

/**
 * Networks as ONNX models: opset of their origin, float32, batch of any size, names kept. A graph that is written and read again
 * is bit-equal, but for a batch norm's epsilon that is no float32: ONNX keeps it in 32 bits.
 */
public final class OnnxCodec {

    private OnnxCodec() {}

    /** The model's bytes, the same for the same graph. */
    public static byte[] toBytes(NetworkGraph graph) {
        return toBytes(graph, List.of());
    }

    /**
     * The model with more outputs, for calibration: the network's own output first, then the taps.
     *
     * @param taps names of nodes whose tensors are wanted; doubles and the network's output count once
     * @throws IllegalArgumentException if a tap is not a node
     * @throws UnsupportedNetworkException if ONNX cannot say what a node does (average pooling with dilation)
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
        ModelProto model = parsed(bytes, source);
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw notOnnx(source, "it holds no graph", new IOException("no graph"));
        }
        return new OnnxReader(model, source).graph(input);
    }

    /**
     * Writes a model so that the file is there whole or not at all.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(NetworkGraph graph, Path file) {
        byte[] bytes = new OnnxWriter(graph, true).model(List.of()).toByteArray();
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
            return fromBytes(Files.readAllBytes(file), file.toString(), input);
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
