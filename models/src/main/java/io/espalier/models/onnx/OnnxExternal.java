package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings the values of tensors that lie in other files into the model. The files must lie beside the model or below it, and all tensors
 * together may not ask for more bytes than their files have.
 */
final class OnnxExternal {

    private final Path folder;
    private final Map<Path, Long> read = new HashMap<>();

    private OnnxExternal(Path folder) {
        this.folder = folder;
    }

    /**
     * The model with all its values.
     *
     * @param file where the model is from
     * @throws IllegalArgumentException if a tensor names no file in the model's folder, or bytes that it does not have
     */
    static ModelProto whole(ModelProto model, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? model : new OnnxExternal(folder.toRealPath()).whole(model);
    }

    private ModelProto whole(ModelProto model) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isElsewhere(graph.getInitializer(i))) {
                graph.setInitializer(i, whole(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (int j = 0; j < graph.getNode(i).getAttributeCount(); j++) {
                if (isElsewhere(graph.getNode(i).getAttribute(j).getT())) {
                    NodeProto.Builder node = graph.getNodeBuilder(i);
                    node.getAttributeBuilder(j).setT(whole(node.getAttribute(j).getT()));
                }
            }
        }
        return read.isEmpty() ? model : model.toBuilder().setGraph(graph).build();
    }

    private static boolean isElsewhere(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private TensorProto whole(TensorProto tensor) throws IOException {
        Map<String, String> said = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            said.put(entry.getKey(), entry.getValue());
        }
        Path file = file(tensor.getName(), said.getOrDefault("location", ""));
        long all = Files.size(file);
        long offset = number(tensor.getName(), said.getOrDefault("offset", "0"));
        long length = number(tensor.getName(), said.getOrDefault("length", Long.toString(all - offset)));
        long before = read.merge(file, length, Long::sum) - length;
        if (!(offset <= all && length <= all - offset && length <= all - before && length <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("tensor '%s' must have values that %s holds: %d bytes from %d of %d"
                    .formatted(tensor.getName(), file.getFileName(), length, offset, all));
        }
        return tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(ByteString.copyFrom(bytes(file, offset, (int) length)))
                .build();
    }

    private Path file(String tensor, String location) throws IOException {
        try {
            Path file = folder.resolve(location).normalize();
            boolean inside = !location.isEmpty()
                    && !Path.of(location).isAbsolute()
                    && file.startsWith(folder)
                    && file.toRealPath().startsWith(folder);
            if (inside && Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw outside(tensor, location);
        }
        throw outside(tensor, location);
    }

    private static IllegalArgumentException outside(String tensor, String location) {
        return new IllegalArgumentException(
                "tensor '%s' must have its values in a file of the model's folder: '%s'".formatted(tensor, location));
    }

    private static long number(String tensor, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "tensor '%s' must have its values at a place in a file: '%s'".formatted(tensor, text));
        }
        return Long.parseLong(text);
    }

    private static ByteBuffer bytes(Path file, long offset, int length) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file).position(offset)) {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // The rest follows.
            }
            return bytes.flip();
        }
    }
}
