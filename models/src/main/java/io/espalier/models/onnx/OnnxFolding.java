package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.espalier.models.onnx.OnnxScope.Computed;
import io.espalier.models.onnx.OnnxScope.Foreign;
import io.espalier.models.onnx.OnnxScope.Known;
import io.espalier.models.onnx.OnnxScope.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Computes while reading what depends on constants and shapes only. The batch size stays a factor that is not known. */
final class OnnxFolding {

    private static final Set<String> FOLDED = Set.of(
            "Identity",
            "Cast",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Transpose",
            "Gather",
            "Slice",
            "Concat",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Floor",
            "Ceil");

    private final OnnxScope scope;
    private final OnnxContext context;

    OnnxFolding(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.context = context;
    }

    /**
     * Whether the node's result is known now.
     *
     * @throws UnknownFormException if it could be, but not by us
     */
    boolean fold(OnnxNode node) {
        String type = node.proto().getOpType();
        if (type.equals("Constant")) {
            scope.put(node.output(), new Known(constant(node), node.place()));
            return true;
        }
        if (type.equals("Shape")) {
            make(node, shape(node));
            return true;
        }
        List<String> inputs = node.proto().getInputList().stream()
                .filter(name -> !name.isEmpty())
                .toList();
        if (!FOLDED.contains(type) || inputs.isEmpty() || !inputs.stream().allMatch(scope::isConstant)) {
            return false;
        }
        OnnxConstant first = value(node, 0);
        make(
                node,
                switch (type) {
                    case "Identity" -> first;
                    case "Cast" -> cast(first, Math.toIntExact(node.integer("to", 0)));
                    case "Reshape" ->
                        first.reshaped(target(first, value(node, 1).longs()));
                    case "Squeeze", "Unsqueeze", "Flatten" -> first.reshaped(OnnxRanks.of(node, first, axes(node)));
                    case "Transpose" -> transpose(node, first);
                    case "Gather" -> gather(node, first, value(node, 1));
                    case "Slice" -> slice(node, first);
                    case "Concat" -> concat(node);
                    case "Floor", "Ceil" -> rounded(first, type.equals("Ceil"));
                    default -> combined(first, value(node, 1), arithmetic(type, first));
                });
        return true;
    }

    private OnnxConstant value(OnnxNode node, int input) {
        return ((Known) scope.tensor(node.input(input))).value();
    }

    private void make(OnnxNode node, OnnxConstant value) {
        scope.make(node, value);
    }

    private static OnnxConstant constant(OnnxNode node) {
        AttributeProto attribute = node.proto().getAttributeCount() == 1
                ? node.proto().getAttribute(0)
                : AttributeProto.getDefaultInstance();
        String output = node.output();
        return switch (attribute.getName()) {
            case "value" -> {
                TensorProto tensor = attribute.getT();
                OnnxTensors.requireWhole(tensor);
                yield OnnxConstant.stored(tensor.getName().isEmpty() ? output : tensor.getName(), tensor);
            }
            case "value_float" ->
                OnnxConstant.floats(output, new FloatTensor(List.of(), new float[] {attribute.getF()}));
            case "value_floats" -> {
                float[] values = new float[attribute.getFloatsCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = attribute.getFloats(i);
                }
                yield OnnxConstant.floats(output, new FloatTensor(List.of(values.length), values));
            }
            case "value_int" ->
                OnnxConstant.stored(
                        output, OnnxTensors.write(output, OnnxTensors.INT64, List.of(), List.of(attribute.getI())));
            case "value_ints" ->
                OnnxConstant.stored(
                        output,
                        OnnxTensors.write(
                                output, OnnxTensors.INT64, List.of(attribute.getIntsCount()), attribute.getIntsList()));
            default -> throw new UnknownFormException("holds no tensor of numbers");
        };
    }

    private OnnxConstant shape(OnnxNode node) {
        List<Extent> sizes = sizes(scope.tensor(node.input(0)));
        int rank = sizes.size();
        int start = clamp(node.integer("start", 0), rank);
        int end = clamp(node.integer("end", rank), rank);
        List<Extent> part = sizes.subList(Math.min(start, end), end);
        return OnnxConstant.numbers(node.output(), OnnxTensors.INT64, List.of(part.size()), part);
    }

    private static int clamp(long position, int size) {
        return (int) Math.max(0, Math.min(size, position < 0 ? position + size : position));
    }

    private List<Extent> sizes(Tensor tensor) {
        if (tensor instanceof Foreign foreign) {
            return foreign.sizes();
        }
        if (tensor instanceof Known known) {
            return known.value().dimensions().stream().map(Extent::of).toList();
        }
        List<Integer> shape = ((Computed) tensor).shape().dimensions();
        List<Extent> sizes =
                new ArrayList<>(List.of(context.batch().map(Extent::of).orElse(Extent.BATCH)));
        for (int axis = 0; axis < shape.size(); axis++) {
            // The channels of an image never follow from the size of the input.
            boolean sized = scope.isDynamic() && !(axis == 0 && shape.size() == 3);
            sizes.add(new Extent(shape.get(axis), false, sized));
        }
        return sizes;
    }

    private static OnnxConstant cast(OnnxConstant value, int type) {
        boolean toReal = type == OnnxTensors.FLOAT;
        if (type == value.type()) {
            return value;
        }
        if (toReal && OnnxTensors.isReal(value.type())) {
            return OnnxConstant.floats(value.name(), value.floats());
        }
        if (!(toReal || OnnxTensors.isWhole(type))) {
            throw new UnknownFormException("makes type %d".formatted(type));
        }
        List<Extent> numbers = value.numbers().stream()
                .map(number -> toReal ? number : number.rounded(number.value() < 0))
                .toList();
        return OnnxConstant.numbers(value.name(), type, value.dimensions(), numbers);
    }

    private static List<Integer> target(OnnxConstant value, List<Long> sizes) {
        List<Integer> shape = new ArrayList<>();
        long known = 1;
        for (int axis = 0; axis < sizes.size(); axis++) {
            boolean copied = sizes.get(axis) == 0 && axis < value.dimensions().size();
            int size = copied ? value.dimensions().get(axis) : Math.toIntExact(sizes.get(axis));
            shape.add(size);
            known *= size == -1 ? 1 : size;
        }
        if (shape.contains(-1) && known > 0) {
            shape.set(shape.indexOf(-1), (int) (value.count() / known));
        }
        if (FloatTensor.count(shape) != value.count()) {
            throw new IllegalArgumentException(
                    "must keep the number of values: %s to %s".formatted(value.dimensions(), sizes));
        }
        return shape;
    }

    private List<Long> axes(OnnxNode node) {
        return node.hasInput(1)
                ? value(node, 1).longs()
                : node.integers("axes").orElse(List.of()).stream()
                        .map(Integer::longValue)
                        .toList();
    }

    private static OnnxConstant transpose(OnnxNode node, OnnxConstant value) {
        int rank = value.dimensions().size();
        List<Integer> order = node.integers("perm").orElseGet(() -> IntStream.range(0, rank)
                .mapToObj(axis -> rank - 1 - axis)
                .toList());
        if (!order.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, rank).boxed().toList())) {
            throw new IllegalArgumentException("must have a perm of %d axes: %s".formatted(rank, order));
        }
        if (value.type() != OnnxTensors.FLOAT) {
            throw new UnknownFormException("turns constants of type %d".formatted(value.type()));
        }
        return OnnxConstant.floats(value.name(), value.floats().permuted(order));
    }

    private static OnnxConstant gather(OnnxNode node, OnnxConstant value, OnnxConstant indices) {
        requireRow(value);
        if (node.integer("axis", 0) != 0 && node.integer("axis", 0) != -1) {
            throw new IllegalArgumentException("must have an axis of the row that it reads");
        }
        List<Extent> all = value.numbers();
        List<Extent> found = indices.longs().stream()
                .map(index -> all.get(position(index < 0 ? index + all.size() : index, all.size())))
                .toList();
        return OnnxConstant.numbers(node.output(), value.type(), indices.dimensions(), found);
    }

    private static int position(long index, int size) {
        if (!(index >= 0 && index < size)) {
            throw new IllegalArgumentException("must have indices below %d: %d".formatted(size, index));
        }
        return (int) index;
    }

    private OnnxConstant slice(OnnxNode node, OnnxConstant value) {
        requireRow(value);
        List<Extent> all = value.numbers();
        long start = value(node, 1).longs().stream().findFirst().orElse(0L);
        long end = value(node, 2).longs().stream().findFirst().orElse(0L);
        long step =
                node.hasInput(4) ? value(node, 4).longs().stream().findFirst().orElse(1L) : 1;
        if (step < 1) {
            throw new UnknownFormException("goes backwards");
        }
        List<Extent> part = LongStream.iterate(
                        clamp(start, all.size()), at -> at < clamp(end, all.size()), at -> at + step)
                .mapToObj(at -> all.get((int) at))
                .toList();
        return OnnxConstant.numbers(node.output(), value.type(), List.of(part.size()), part);
    }

    private OnnxConstant concat(OnnxNode node) {
        List<Extent> all = new ArrayList<>();
        for (int i = 0; i < node.proto().getInputCount(); i++) {
            requireRow(value(node, i));
            all.addAll(value(node, i).numbers());
            if (all.size() > OnnxConstant.MOST_NUMBERS) {
                throw new UnknownFormException("joins more than %d constants".formatted(OnnxConstant.MOST_NUMBERS));
            }
        }
        return OnnxConstant.numbers(node.output(), value(node, 0).type(), List.of(all.size()), all);
    }

    private static void requireRow(OnnxConstant value) {
        if (value.dimensions().size() != 1) {
            throw new UnknownFormException("computes with constants of %d dimensions"
                    .formatted(value.dimensions().size()));
        }
    }

    private static OnnxConstant rounded(OnnxConstant value, boolean up) {
        List<Extent> numbers =
                value.numbers().stream().map(number -> number.rounded(up)).toList();
        return OnnxConstant.numbers(value.name(), value.type(), value.dimensions(), numbers);
    }

    private static BinaryOperator<Extent> arithmetic(String type, OnnxConstant first) {
        boolean whole = OnnxTensors.isWhole(first.type());
        return switch (type) {
            case "Add" -> Extent::plus;
            case "Sub" -> (one, other) -> one.plus(other.negative());
            case "Mul" -> Extent::times;
            default -> (one, other) -> one.dividedBy(other, whole);
        };
    }

    /** Of equal shape, or with a single number on one side. */
    private static OnnxConstant combined(OnnxConstant one, OnnxConstant other, BinaryOperator<Extent> operation) {
        boolean oneIsSingle = one.count() == 1
                && one.dimensions().size() <= other.dimensions().size();
        boolean otherIsSingle = other.count() == 1
                && other.dimensions().size() <= one.dimensions().size();
        if (!(one.dimensions().equals(other.dimensions()) || oneIsSingle || otherIsSingle)) {
            throw new UnknownFormException("combines constants of different shapes");
        }
        List<Integer> shape = oneIsSingle ? other.dimensions() : one.dimensions();
        List<Extent> ones = one.numbers();
        List<Extent> others = other.numbers();
        List<Extent> numbers = IntStream.range(0, FloatTensor.count(shape))
                .mapToObj(i -> operation.apply(ones.get(oneIsSingle ? 0 : i), others.get(otherIsSingle ? 0 : i)))
                .toList();
        return OnnxConstant.numbers(one.name(), one.type(), shape, numbers);
    }
}
