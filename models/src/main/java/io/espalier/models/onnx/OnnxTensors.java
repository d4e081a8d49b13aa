package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Constant tensors of a model: written as raw little-endian bytes, read from those or from the typed fields. */
final class OnnxTensors {

    private OnnxTensors() {}

    /** A float32 initialiser; the array is in C order. */
    static TensorProto write(String name, INDArray array) {
        float[] values = array.data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes.array()));
        for (long size : array.shape()) {
            proto.addDims(size);
        }
        return proto.build();
    }

    /**
     * A float32 array in C order.
     *
     * @throws IllegalArgumentException if the tensor is of another type, lies outside the file or is not whole
     */
    static INDArray floats(TensorProto tensor) {
        requireType(tensor, TensorProto.DataType.FLOAT);
        ByteBuffer raw = raw(tensor, Float.BYTES);
        float[] values = new float[(int) count(tensor)];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.hasRawData() ? raw.getFloat() : tensor.getFloatData(i);
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        INDArray flat = Nd4j.createFromArray(values);
        return shape.length == 0 ? flat : flat.reshape('c', shape);
    }

    /**
     * The values of an int64 tensor.
     *
     * @throws IllegalArgumentException if the tensor is of another type, lies outside the file or is not whole
     */
    static List<Long> longs(TensorProto tensor) {
        requireType(tensor, TensorProto.DataType.INT64);
        ByteBuffer raw = raw(tensor, Long.BYTES);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count(tensor); i++) {
            values.add(tensor.hasRawData() ? raw.getLong() : tensor.getInt64Data(i));
        }
        return values;
    }

    private static long count(TensorProto tensor) {
        return tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
    }

    private static void requireType(TensorProto tensor, TensorProto.DataType type) {
        if (tensor.getDataType() != type.getNumber()) {
            throw new IllegalArgumentException("tensor '%s' must be of type %s: %s"
                    .formatted(tensor.getName(), type, TensorProto.DataType.forNumber(tensor.getDataType())));
        }
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IllegalArgumentException(
                    "tensor '%s' must have its values in the file: they lie in another".formatted(tensor.getName()));
        }
    }

    private static ByteBuffer raw(TensorProto tensor, int width) {
        long found = tensor.hasRawData()
                ? tensor.getRawData().size() / width
                : width == Float.BYTES ? tensor.getFloatDataCount() : tensor.getInt64DataCount();
        if (tensor.getDimsList().stream().anyMatch(size -> size < 1) || found != count(tensor)) {
            throw new IllegalArgumentException("tensor '%s' must have the values of its shape %s: %d"
                    .formatted(tensor.getName(), tensor.getDimsList(), found));
        }
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
