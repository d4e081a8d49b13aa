package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Optional;

/**
 * A tensor whose values are known while a model is read: stored in the file, or computed from such and from shapes.
 *
 * @param name what a parameter made of it is called
 * @param type ONNX's number of the element type
 * @param content where the values are
 */
record OnnxConstant(String name, int type, List<Integer> dimensions, Content content) {

    /** More numbers than this are weights, not shapes. */
    static final int MOST_NUMBERS = 4096;

    /** Where the values are. */
    sealed interface Content {}

    /** As the file has them. */
    record Stored(TensorProto tensor) implements Content {}

    /** Folded weights. */
    record Floats(FloatTensor tensor) implements Content {}

    /** Few numbers, whole or real as the type says. */
    record Numbers(List<Extent> values) implements Content {}

    /** @throws IllegalArgumentException if the tensor has no proper shape */
    static OnnxConstant stored(String name, TensorProto tensor) {
        return new OnnxConstant(name, tensor.getDataType(), OnnxTensors.dimensions(tensor), new Stored(tensor));
    }

    static OnnxConstant numbers(String name, int type, List<Integer> dimensions, List<Extent> values) {
        return new OnnxConstant(name, type, List.copyOf(dimensions), new Numbers(List.copyOf(values)));
    }

    static OnnxConstant floats(String name, FloatTensor tensor) {
        return new OnnxConstant(name, OnnxTensors.FLOAT, tensor.dimensions(), new Floats(tensor));
    }

    /** Whether the batch size does not matter. */
    boolean isFixed() {
        return !(content instanceof Numbers numbers)
                || numbers.values().stream().noneMatch(Extent::perBatch);
    }

    /** Whether the values hold for one size of the input only. */
    boolean isSized() {
        return content instanceof Numbers numbers && numbers.values().stream().anyMatch(Extent::sized);
    }

    int count() {
        return FloatTensor.count(dimensions);
    }

    /**
     * As float32.
     *
     * @throws IllegalArgumentException if the values are not real or not whole
     * @throws UnknownFormException if they depend on the batch size
     */
    FloatTensor floats() {
        if (content instanceof Floats folded) {
            return folded.tensor();
        }
        if (content instanceof Stored stored) {
            return OnnxTensors.floats(stored.tensor());
        }
        if (!OnnxTensors.isReal(type)) {
            throw new IllegalArgumentException("tensor '%s' must be of a real type".formatted(name));
        }
        float[] values = new float[count()];
        List<Extent> numbers = numbers();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) fixed(numbers.get(i));
        }
        return new FloatTensor(dimensions, values);
    }

    /**
     * As numbers.
     *
     * @throws IllegalArgumentException if the values are not whole
     * @throws UnknownFormException if there are too many, or they are of a type that has none
     */
    List<Extent> numbers() {
        if (content instanceof Numbers numbers) {
            return numbers.values();
        }
        if (count() > MOST_NUMBERS) {
            throw new UnknownFormException("computes with %d constants in '%s'".formatted(count(), name));
        }
        if (OnnxTensors.isReal(type)) {
            FloatTensor floats = floats();
            return java.util.stream.IntStream.range(0, floats.length())
                    .mapToObj(i -> Extent.of(floats.value(i)))
                    .toList();
        }
        if (!(content instanceof Stored stored && OnnxTensors.isWhole(type))) {
            throw new UnknownFormException("computes with '%s' of type %d".formatted(name, type));
        }
        return OnnxTensors.longs(stored.tensor()).stream().map(Extent::whole).toList();
    }

    /** As whole numbers that do not depend on the batch size. */
    List<Long> longs() {
        if (!OnnxTensors.isWhole(type)) {
            throw new IllegalArgumentException("tensor '%s' must be of a whole type".formatted(name));
        }
        return numbers().stream().map(number -> (long) fixed(number)).toList();
    }

    /** The only value. */
    double number() {
        List<Extent> numbers = numbers();
        if (numbers.size() != 1) {
            throw new IllegalArgumentException("tensor '%s' must be one number: %s".formatted(name, dimensions));
        }
        return fixed(numbers.get(0));
    }

    /** The same values under another shape. */
    OnnxConstant reshaped(List<Integer> shape) {
        if (content instanceof Numbers numbers) {
            return numbers(name, type, shape, numbers.values());
        }
        if (content instanceof Stored stored) {
            TensorProto.Builder tensor = stored.tensor().toBuilder().clearDims();
            shape.forEach(tensor::addDims);
            return new OnnxConstant(name, type, List.copyOf(shape), new Stored(tensor.build()));
        }
        return floats(name, floats().reshaped(shape));
    }

    /**
     * As a tensor of the file's own type.
     *
     * @param batch the batch size, where it matters
     */
    TensorProto toProto(String tensorName, long batch) {
        if (content instanceof Stored stored) {
            return stored.tensor().toBuilder().setName(tensorName).build();
        }
        if (OnnxTensors.isWhole(type)) {
            return OnnxTensors.write(
                    tensorName,
                    type,
                    dimensions,
                    numbers().stream().map(number -> number.at(batch)).toList());
        }
        return OnnxTensors.write(tensorName, floats());
    }

    /** The stored tensor, if nothing was computed. */
    Optional<TensorProto> tensor() {
        return content instanceof Stored stored ? Optional.of(stored.tensor()) : Optional.empty();
    }

    private double fixed(Extent number) {
        if (number.perBatch()) {
            throw new UnknownFormException("reads '%s', which depends on the batch size".formatted(name));
        }
        return number.value();
    }
}
