package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Constant tensors of a model: written as raw little-endian bytes, read from those or from the typed fields. */
final class OnnxTensors {

    static final int FLOAT = DataType.FLOAT.getNumber();
    static final int INT64 = DataType.INT64.getNumber();

    /** Bytes of one value in raw form. Types that are not here are only carried along. */
    private static final Map<Integer, Integer> WIDTHS = Map.of(
            FLOAT,
            4,
            INT64,
            8,
            DataType.INT32.getNumber(),
            4,
            DataType.DOUBLE.getNumber(),
            8,
            DataType.FLOAT16.getNumber(),
            2,
            DataType.BFLOAT16.getNumber(),
            2,
            DataType.BOOL.getNumber(),
            1,
            DataType.UINT8.getNumber(),
            1,
            DataType.INT8.getNumber(),
            1);

    private OnnxTensors() {}

    /** A float32 tensor. */
    static TensorProto write(String name, FloatTensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(tensor.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.values());
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .setRawData(ByteString.copyFrom(bytes.array()));
        tensor.dimensions().forEach(proto::addDims);
        return proto.build();
    }

    /** Whole numbers of a type in one row, or a single one without dimensions. */
    static TensorProto write(String name, int type, List<Integer> dimensions, List<Long> values) {
        boolean wide = type == INT64;
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * (wide ? 8 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(value -> {
            if (wide) {
                bytes.putLong(value);
            } else {
                bytes.putInt(value.intValue());
            }
        });
        TensorProto.Builder proto =
                TensorProto.newBuilder().setName(name).setDataType(type).setRawData(ByteString.copyFrom(bytes.array()));
        dimensions.forEach(proto::addDims);
        return proto.build();
    }

    static boolean isReal(int type) {
        return type == FLOAT
                || type == DataType.DOUBLE.getNumber()
                || type == DataType.FLOAT16.getNumber()
                || type == DataType.BFLOAT16.getNumber();
    }

    static boolean isWhole(int type) {
        return type == INT64 || type == DataType.INT32.getNumber();
    }

    /** @throws IllegalArgumentException if a dimension is negative or there are more values than an array can hold */
    static List<Integer> dimensions(TensorProto tensor) {
        List<Integer> sizes = new ArrayList<>();
        for (long size : tensor.getDimsList()) {
            if (!(size >= 0 && size <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "tensor '%s' must have a shape: %s".formatted(tensor.getName(), tensor.getDimsList()));
            }
            sizes.add((int) size);
        }
        try {
            FloatTensor.count(sizes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tensor '%s' %s".formatted(tensor.getName(), e.getMessage()), e);
        }
        return sizes;
    }

    /**
     * The values of any real type as float32.
     *
     * @throws IllegalArgumentException if the tensor is of another type or not whole
     */
    static FloatTensor floats(TensorProto tensor) {
        int type = tensor.getDataType();
        if (!isReal(type)) {
            throw new IllegalArgumentException(
                    "tensor '%s' must be of a real type: %s".formatted(tensor.getName(), DataType.forNumber(type)));
        }
        requireWhole(tensor);
        List<Integer> dimensions = dimensions(tensor);
        float[] values = new float[FloatTensor.count(dimensions)];
        ByteBuffer raw = raw(tensor);
        if (type == FLOAT && tensor.hasRawData()) {
            raw.asFloatBuffer().get(values);
            return new FloatTensor(dimensions, values);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = real(tensor, raw, i);
        }
        return new FloatTensor(dimensions, values);
    }

    private static float real(TensorProto tensor, ByteBuffer raw, int i) {
        boolean isRaw = tensor.hasRawData();
        return switch (DataType.forNumber(tensor.getDataType())) {
            case FLOAT -> isRaw ? raw.getFloat() : tensor.getFloatData(i);
            case DOUBLE -> (float) (isRaw ? raw.getDouble() : tensor.getDoubleData(i));
            case FLOAT16 -> half(isRaw ? raw.getShort() : (short) tensor.getInt32Data(i));
            default -> Float.intBitsToFloat((isRaw ? raw.getShort() : tensor.getInt32Data(i)) << 16);
        };
    }

    /** IEEE 754 binary16. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 31
                        ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        return bits < 0 ? -magnitude : magnitude;
    }

    /**
     * The values of a whole type.
     *
     * @throws IllegalArgumentException if the tensor is of another type or not whole
     */
    static List<Long> longs(TensorProto tensor) {
        int type = tensor.getDataType();
        if (!isWhole(type)) {
            throw new IllegalArgumentException(
                    "tensor '%s' must be of a whole type: %s".formatted(tensor.getName(), DataType.forNumber(type)));
        }
        requireWhole(tensor);
        ByteBuffer raw = raw(tensor);
        boolean wide = type == INT64;
        List<Long> values = new ArrayList<>();
        int count = FloatTensor.count(dimensions(tensor));
        for (int i = 0; i < count; i++) {
            if (tensor.hasRawData()) {
                values.add(wide ? raw.getLong() : raw.getInt());
            } else {
                values.add(wide ? tensor.getInt64Data(i) : tensor.getInt32Data(i));
            }
        }
        return values;
    }

    /** @throws IllegalArgumentException if there are not as many values as the shape says; types that we never look into are not counted */
    static void requireWhole(TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IllegalArgumentException(
                    "tensor '%s' must have its values in the file: they lie in another".formatted(tensor.getName()));
        }
        int count = FloatTensor.count(dimensions(tensor));
        int width = WIDTHS.getOrDefault(tensor.getDataType(), 0);
        boolean fits = width == 0 || found(tensor, width) == count;
        if (!fits) {
            throw new IllegalArgumentException("tensor '%s' must have the values of its shape %s: %d"
                    .formatted(tensor.getName(), tensor.getDimsList(), found(tensor, width)));
        }
    }

    private static long found(TensorProto tensor, int width) {
        if (tensor.hasRawData()) {
            int bytes = tensor.getRawData().size();
            return bytes % width == 0 ? bytes / width : -1;
        }
        return switch (DataType.forNumber(tensor.getDataType())) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
