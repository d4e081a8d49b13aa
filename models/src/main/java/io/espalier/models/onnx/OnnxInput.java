package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The input of a model.
 *
 * @param batch what the file calls the batch dimension; its number if it is fixed
 * @param dynamicAxes axes without the batch whose size the file leaves open
 */
record OnnxInput(NetworkGraph.Input input, String batch, List<Integer> dynamicAxes) {

    private static final List<String> AXES = List.of("channels", "height", "width");
    private static final String NAMELESS_BATCH = "batch";

    /**
     * Reads what the file says and fills in what it leaves open.
     *
     * @throws IllegalArgumentException if the input is no float32 image, or its size is open and not given, or another is given
     */
    static OnnxInput of(ValueInfoProto value, Optional<TensorShape> given) {
        TypeProto.Tensor type = value.getType().getTensorType();
        List<Dimension> dimensions = type.getShape().getDimList();
        List<Long> sizes = dimensions.stream().map(OnnxInput::size).toList();
        if (!(type.getElemType() == OnnxTensors.FLOAT && sizes.size() == 4)) {
            throw new IllegalArgumentException(
                    "input '%s' must be float32 [batch, channels, height, width]: type %d, %s"
                            .formatted(value.getName(), type.getElemType(), said(dimensions)));
        }
        List<Integer> open = IntStream.range(0, 3)
                .filter(axis -> sizes.get(axis + 1) < 1)
                .boxed()
                .toList();
        TensorShape shape = shape(value.getName(), dimensions, open, given);
        String batch = sizes.get(0) > 0
                ? Long.toString(sizes.get(0))
                : dimensions.get(0).getDimParam().isEmpty()
                        ? NAMELESS_BATCH
                        : dimensions.get(0).getDimParam();
        return new OnnxInput(new NetworkGraph.Input(value.getName(), shape), batch, open);
    }

    private static TensorShape shape(
            String name, List<Dimension> dimensions, List<Integer> open, Optional<TensorShape> given) {
        if (!open.isEmpty() && given.isEmpty()) {
            throw new IllegalArgumentException(
                    "input '%s' leaves its %s open: %s; give its size [channels, height, width]"
                            .formatted(
                                    name,
                                    String.join(
                                            " and ",
                                            open.stream().map(AXES::get).toList()),
                                    said(dimensions)));
        }
        List<Integer> shape = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            long size = open.contains(axis) ? given.orElseThrow().size(axis) : size(dimensions.get(axis + 1));
            if (!(size > 0 && size <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "input '%s' must have a size that an array can have: %s".formatted(name, said(dimensions)));
            }
            shape.add((int) size);
        }
        TensorShape found = new TensorShape(shape);
        if (given.isPresent() && !given.get().equals(found)) {
            throw new IllegalArgumentException("input '%s' must be of the given size where it is fixed: %s, given %s"
                    .formatted(name, said(dimensions), given.get()));
        }
        return found;
    }

    /** The batch size if the file fixes it. */
    Optional<Integer> fixedBatch() {
        return batch.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(batch)) : Optional.empty();
    }

    private static long size(Dimension dimension) {
        return dimension.hasDimValue() ? dimension.getDimValue() : 0;
    }

    private static List<String> said(List<Dimension> dimensions) {
        return dimensions.stream()
                .map(dimension ->
                        dimension.getDimParam().isEmpty() ? Long.toString(size(dimension)) : dimension.getDimParam())
                .toList();
    }
}
