package io.espalier.models.onnx;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Slice.Range;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reads the operators that move values. */
final class OnnxRearrangements {

    private final OnnxScope scope;
    private final OnnxContext context;

    OnnxRearrangements(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.context = context;
    }

    void concat(OnnxNode node) {
        List<String> inputs = node.proto().getInputList();
        int axis = OnnxArithmetic.axis(
                node.attribute("axis")
                        .orElseThrow(() -> new IllegalArgumentException("must have an axis"))
                        .getI(),
                scope.shape(node.input(0)));
        scope.add(node, new Rearrangement.Concat(axis, inputs.size()), inputs, List.of());
    }

    /** Each part that somebody reads becomes a slice. */
    void split(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        int axis = OnnxArithmetic.axis(node.integer("axis", 0), shape);
        List<String> parts = node.proto().getOutputList();
        List<Long> sizes = sizes(node, shape.size(axis), parts.size());
        node.requireNoMoreAttributes();
        long total = sizes.stream().mapToLong(Long::longValue).sum();
        if (!(sizes.size() == parts.size() && sizes.stream().allMatch(size -> size > 0) && total == shape.size(axis))) {
            throw new IllegalArgumentException("must split %d into the sizes of its %d outputs: %s"
                    .formatted(shape.size(axis), parts.size(), sizes));
        }
        int start = 0;
        for (int part = 0; part < parts.size(); part++) {
            int end = start + sizes.get(part).intValue();
            if (scope.isUsed(parts.get(part))) {
                scope.addPart(node, part, new Slice(List.of(new Range(axis, start, end, 1))));
            }
            start = end;
        }
    }

    private List<Long> sizes(OnnxNode node, int size, int parts) {
        Optional<List<Integer>> attribute = node.integers("split");
        node.integer("num_outputs", parts);
        if (node.hasInput(1)) {
            return scope.constant(node.input(1)).longs();
        }
        if (attribute.isPresent()) {
            return attribute.get().stream().map(Integer::longValue).toList();
        }
        long each = ((long) size + parts - 1) / parts;
        return LongStream.range(0, parts)
                .map(part -> part < parts - 1 ? each : size - each * (parts - 1))
                .boxed()
                .toList();
    }

    void slice(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        List<Long> starts = scope.constant(node.input(1)).longs();
        List<Long> ends = scope.constant(node.input(2)).longs();
        List<Long> axes = node.hasInput(3)
                ? scope.constant(node.input(3)).longs()
                : LongStream.range(0, starts.size()).boxed().toList();
        List<Long> steps = node.hasInput(4)
                ? scope.constant(node.input(4)).longs()
                : starts.stream().map(start -> 1L).toList();
        if (!(starts.size() == ends.size() && axes.size() == starts.size() && steps.size() == starts.size())) {
            throw new IllegalArgumentException("must have as many ends, axes and steps as starts: %s, %s, %s, %s"
                    .formatted(starts, ends, axes, steps));
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            boolean batchStaysWhole = axes.get(i) == 0 && starts.get(i) == 0 && ends.get(i) >= Integer.MAX_VALUE;
            if (!(batchStaysWhole && steps.get(i) == 1)) {
                int axis = OnnxArithmetic.axis(axes.get(i), shape);
                ranges.add(range(axis, starts.get(i), ends.get(i), steps.get(i), shape.size(axis)));
            }
        }
        if (ranges.isEmpty()) {
            throw new UnknownFormException("leaves everything as it is");
        }
        add(node, new Slice(ranges));
    }

    private Range range(int axis, long start, long end, long step, int size) {
        if (!(step >= 1 && step <= Integer.MAX_VALUE)) {
            throw new UnknownFormException("goes backwards");
        }
        if (start < 0 || end < 0) {
            scope.dependsOnSize();
        }
        long from = start < 0 ? Math.max(0, start + size) : Math.min(start, size);
        long to = end < 0 ? end + size : Math.min(end, Slice.TO_THE_END);
        if (!(from < Math.min(to, size))) {
            throw new UnknownFormException("takes nothing");
        }
        return new Range(axis, (int) from, (int) to, (int) step);
    }

    void pad(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        int rank = shape.rank() + 1;
        String name = node.text("mode", "constant").toUpperCase(Locale.ROOT);
        if (!List.of("CONSTANT", "REFLECT", "EDGE").contains(name)) {
            throw new UnknownFormException("has the mode " + name);
        }
        double value = node.hasInput(2)
                ? OnnxNode.decimal((float) scope.constant(node.input(2)).number())
                : 0;
        List<Long> axes = node.hasInput(3)
                ? scope.constant(node.input(3)).longs()
                : LongStream.range(0, rank).boxed().toList();
        List<Long> pads = scope.constant(node.input(1)).longs();
        if (pads.size() != 2 * axes.size()) {
            throw new IllegalArgumentException("must have two pads for each axis: " + pads);
        }
        List<Integer> before = zeros(shape.rank());
        List<Integer> after = zeros(shape.rank());
        for (int i = 0; i < axes.size(); i++) {
            int first = pad(pads.get(i));
            int last = pad(pads.get(i + axes.size()));
            if (first + last > 0) {
                int axis = OnnxArithmetic.axis(axes.get(i), shape);
                before.set(axis, first);
                after.set(axis, last);
            }
        }
        add(node, new Pad(Pad.Mode.valueOf(name), before, after, value));
    }

    private static int pad(long pad) {
        if (pad < 0) {
            throw new UnknownFormException("cuts with negative pads");
        }
        if (pad > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("must have pads of less than 2^29: " + pad);
        }
        return (int) pad;
    }

    private static List<Integer> zeros(int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> 0).toList());
    }

    void flatten(OnnxNode node) {
        if (OnnxArithmetic.axis(node.integer("axis", 1), scope.shape(node.input(0))) != 0) {
            throw new UnknownFormException("leaves more than one axis whole");
        }
        add(node, new Rearrangement.Flatten());
    }

    /** The batch may be written as 0, as -1, as what Shape said, or as a number where the file fixes it. */
    void reshape(OnnxNode node) {
        node.requireInteger("allowzero", 0);
        TensorShape shape = scope.shape(node.input(0));
        OnnxConstant target = scope.constant(node.input(1));
        List<Extent> sizes = target.numbers();
        if (sizes.isEmpty() || !OnnxTensors.isWhole(target.type())) {
            throw new UnknownFormException("makes a single number");
        }
        List<Extent> rest = sizes.subList(1, sizes.size());
        if (!(keepsBatch(sizes.get(0), rest, shape) && rest.stream().noneMatch(Extent::perBatch))) {
            throw new UnknownFormException("does not keep the batch first");
        }
        List<Integer> found =
                rest.stream().map(size -> Math.toIntExact(size.at(1))).toList();
        TensorShape made = new Rearrangement.Reshape(found).outputShape(List.of(shape));
        add(node, made.isVector() ? new Rearrangement.Flatten() : new Rearrangement.Reshape(found));
    }

    private boolean keepsBatch(Extent first, List<Extent> rest, TensorShape shape) {
        if (first.perBatch()) {
            return first.value() == 1;
        }
        if (first.value() == 0
                || context.batch().filter(size -> size == first.value()).isPresent()) {
            return true;
        }
        double known = 1;
        for (int axis = 0; axis < rest.size(); axis++) {
            double size = rest.get(axis).value();
            known *= size == 0 && axis < shape.rank() ? shape.size(axis) : size;
        }
        return known == shape.size() && rest.stream().noneMatch(size -> size.value() < 0);
    }

    void transpose(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        List<Integer> order = node.integers("perm").orElseGet(() -> IntStream.rangeClosed(0, shape.rank())
                .mapToObj(axis -> shape.rank() - axis)
                .toList());
        if (order.isEmpty() || order.get(0) != 0) {
            throw new UnknownFormException("moves the batch");
        }
        add(
                node,
                new Rearrangement.Transpose(
                        order.stream().skip(1).map(axis -> axis - 1).toList()));
    }

    void squeeze(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        List<Integer> axes = axes(node)
                .map(found -> found.stream()
                        .map(axis -> OnnxArithmetic.axis(axis, shape))
                        .toList())
                .orElseGet(() -> IntStream.range(0, shape.rank())
                        .filter(axis -> shape.size(axis) == 1)
                        .boxed()
                        .toList());
        if (axes.isEmpty()) {
            throw new UnknownFormException("drops no axis");
        }
        add(node, new Rearrangement.Squeeze(axes));
    }

    void unsqueeze(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        List<Long> axes = axes(node).orElseThrow(() -> new IllegalArgumentException("must have axes"));
        int rank = shape.rank() + 1 + axes.size();
        List<Integer> found = new ArrayList<>();
        for (long axis : axes) {
            long full = axis < 0 ? axis + rank : axis;
            if (!(full >= 0 && full < rank)) {
                throw new IllegalArgumentException("must have axes below %d: %s".formatted(rank, axes));
            }
            if (full == 0) {
                throw new UnknownFormException("sets an axis before the batch");
            }
            found.add((int) full - 1);
        }
        add(node, new Rearrangement.Unsqueeze(found));
    }

    /** An attribute up to opset 12, an input from 13 on. */
    private Optional<List<Long>> axes(OnnxNode node) {
        Optional<List<Integer>> attribute = node.integers("axes");
        return node.hasInput(1)
                ? Optional.of(scope.constant(node.input(1)).longs())
                : attribute.map(axes -> axes.stream().map(Integer::longValue).toList());
    }

    void resize(OnnxNode node) {
        Resize.Interpolation interpolation = interpolation(node);
        Resize.Coordinates coordinates = coordinates(node);
        node.real("cubic_coeff_a", 0); // of cubic interpolation only
        node.real("extrapolation_value", 0); // of a coordinate mode that we do not have
        node.requireInteger("exclude_outside", 0);
        node.requireInteger("antialias", 0);
        if (!node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw new UnknownFormException("keeps the ratio of height to width");
        }
        TensorShape shape = scope.shape(node.input(0));
        if (!shape.isImage()) {
            throw new UnknownFormException("reads something that is no image: " + shape);
        }
        add(node, new Resize(interpolation, coordinates, scale(node, shape)));
    }

    private static Resize.Interpolation interpolation(OnnxNode node) {
        String mode = node.text("mode", "nearest");
        String nearest = node.text("nearest_mode", "round_prefer_floor");
        return switch (mode) {
            case "linear" -> Resize.Interpolation.LINEAR;
            case "nearest" ->
                named(Resize.Interpolation.values(), "NEAREST_" + nearest.toUpperCase(Locale.ROOT), nearest);
            default -> throw new UnknownFormException("has the mode " + mode);
        };
    }

    private static Resize.Coordinates coordinates(OnnxNode node) {
        String mode = node.text("coordinate_transformation_mode", "half_pixel");
        return named(Resize.Coordinates.values(), mode.toUpperCase(Locale.ROOT), mode);
    }

    private static <E extends Enum<E>> E named(E[] values, String name, String said) {
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        throw new UnknownFormException("has the mode " + said);
    }

    private Resize.Scale scale(OnnxNode node, TensorShape shape) {
        List<Long> axes = node.integers("axes")
                .map(found -> found.stream().map(Integer::longValue).toList())
                .orElse(List.of(0L, 1L, 2L, 3L));
        boolean bySize = node.hasInput(3);
        List<Extent> figures = scope.constant(node.input(bySize ? 3 : 2)).numbers();
        if (figures.size() != axes.size()) {
            throw new IllegalArgumentException(
                    "must have a figure for each of the axes %s: %d".formatted(axes, figures.size()));
        }
        double[] factors = {1, 1, 1};
        for (int i = 0; i < axes.size(); i++) {
            Extent figure = figures.get(i);
            boolean isBatch = axes.get(i) == 0 || axes.get(i) == -4;
            boolean keeps = bySize
                    ? figure.equals(Extent.BATCH)
                            || context.batch()
                                    .filter(size -> size == figure.value())
                                    .isPresent()
                    : figure.value() == 1;
            if (!(isBatch && keeps)) {
                int axis = OnnxArithmetic.axis(axes.get(i), shape);
                factors[axis] = bySize ? factor(shape.size(axis), figure) : figure.value();
            }
        }
        if (bySize) {
            scope.dependsOnSize();
        }
        if (factors[0] != 1) {
            throw new UnknownFormException("makes another number of channels");
        }
        return new Resize.Scale(factors[1], factors[2]);
    }

    /** A factor in float32, as ONNX keeps it, that gives the wanted size. */
    private static double factor(int size, Extent wanted) {
        long target = wanted.at(1);
        if (wanted.perBatch() || !(target > 0)) {
            throw new UnknownFormException("has a size that is not known");
        }
        float factor = (float) target / size;
        return (long) (factor * size) == target ? factor : Math.nextUp(factor);
    }

    void identity(OnnxNode node) {
        node.requireNoMoreAttributes();
        scope.put(node.output(), scope.tensor(node.input(0)));
    }

    /** At inference nothing is dropped. */
    void dropout(OnnxNode node) {
        if (node.hasInput(2)) {
            throw new UnknownFormException("may be in training mode");
        }
        node.real("ratio", 0);
        node.integer("seed", 0);
        identity(node);
    }

    void cast(OnnxNode node) {
        scope.computed(node.input(0));
        if (node.integer("to", 0) != OnnxTensors.FLOAT) {
            throw new UnknownFormException("makes another type");
        }
        node.integer("saturate", 1);
        identity(node);
    }

    private void add(OnnxNode node, Operator operator) {
        scope.add(node, operator, List.of(node.input(0)), List.of());
    }
}
