package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move values, repeat them or leave some out, but do not compute. Axes do not count the batch. */
public sealed interface Rearrangement extends Operator {

    /** Tensors one behind the other along an axis. */
    record Concat(int axis, int inputCount) implements Rearrangement {

        /** @throws IllegalArgumentException if the axis is negative or there is no input */
        public Concat {
            requireAxes("Concat", List.of(axis));
            if (!(inputCount >= 1)) {
                throw new IllegalArgumentException("Concat must have at least one input: " + inputCount);
            }
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape first = inputs.get(0);
            requireWithin("Concat", List.of(axis), first.rank());
            int size = 0;
            for (TensorShape input : inputs) {
                if (!(input.rank() == first.rank() && input.with(axis, 1).equals(first.with(axis, 1)))) {
                    throw new IllegalArgumentException(
                            "Concat must have inputs that differ along axis %d only: %s".formatted(axis, inputs));
                }
                size = Math.addExact(size, input.size(axis));
            }
            return first.with(axis, size);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.concat(this);
        }
    }

    /** A part of a tensor. Axes that are not named stay whole. */
    record Slice(List<Range> ranges) implements Rearrangement {

        /** The end of an axis, whatever its size. */
        public static final int TO_THE_END = Integer.MAX_VALUE;

        /**
         * Positions {@code start, start + step, ...} below {@code end} along an axis.
         *
         * @param start at least 0
         * @param end above start; cut at the size of the axis
         * @param step at least 1
         */
        public record Range(int axis, int start, int end, int step) {

            /** @throws IllegalArgumentException if a figure is out of range */
            public Range {
                if (!(axis >= 0 && start >= 0 && end > start && step >= 1)) {
                    throw new IllegalArgumentException(
                            "range must have axis >= 0, 0 <= start < end, step >= 1: axis %d, %d to %d, step %d"
                                    .formatted(axis, start, end, step));
                }
            }

            /** The positions along an axis of that size. */
            public List<Integer> positions(int size) {
                List<Integer> positions = new ArrayList<>();
                for (long position = start; position < Math.min(end, size); position += step) {
                    positions.add((int) position);
                }
                return positions;
            }
        }

        /** @throws IllegalArgumentException if there is no range or two on one axis */
        public Slice {
            ranges = List.copyOf(ranges);
            requireAxes("Slice", ranges.stream().map(Range::axis).toList());
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape shape = inputs.get(0);
            requireWithin("Slice", ranges.stream().map(Range::axis).toList(), shape.rank());
            for (Range range : ranges) {
                int size = shape.size(range.axis());
                if (!(range.start() < size)) {
                    throw new IllegalArgumentException(
                            "Slice must start below %d on axis %d: %d".formatted(size, range.axis(), range.start()));
                }
                int length = (Math.min(range.end(), size) - range.start() + range.step() - 1) / range.step();
                shape = shape.with(range.axis(), length);
            }
            return shape;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.slice(this);
        }
    }

    /**
     * More values around a tensor.
     *
     * @param mode what the new values are
     * @param before how many before each axis, none negative
     * @param after how many behind each axis, none negative
     * @param value of the new elements in mode {@code CONSTANT}
     */
    record Pad(Mode mode, List<Integer> before, List<Integer> after, double value) implements Rearrangement {

        /** Where the new values come from. */
        public enum Mode {
            CONSTANT,
            REFLECT,
            EDGE
        }

        /** @throws IllegalArgumentException if the lists differ in length or a figure is negative */
        public Pad {
            before = List.copyOf(before);
            after = List.copyOf(after);
            if (!(before.size() == after.size()
                    && before.stream().allMatch(n -> n >= 0)
                    && after.stream().allMatch(n -> n >= 0))) {
                throw new IllegalArgumentException(
                        "Pad must add as many axes before as behind, none negative: %s, %s".formatted(before, after));
            }
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            if (input.rank() != before.size()) {
                throw new IllegalArgumentException(
                        "Pad must have an input of %d dimensions: %s".formatted(before.size(), input));
            }
            return new TensorShape(IntStream.range(0, input.rank())
                    .mapToObj(axis -> Math.addExact(input.size(axis), Math.addExact(before.get(axis), after.get(axis))))
                    .toList());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pad(this);
        }
    }

    /** All values as one vector, row by row: {@code [c, h, w]} to {@code [c * h * w]}. */
    record Flatten() implements Rearrangement {

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.vector(inputs.get(0).size());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.flatten(this);
        }
    }

    /**
     * The same values in the same order under another shape.
     *
     * @param target sizes; {@link #COPIED} takes the input's at the same place, {@link #INFERRED} (once at most) whatever is left
     */
    record Reshape(List<Integer> target) implements Rearrangement {

        public static final int COPIED = 0;
        public static final int INFERRED = -1;

        /** @throws IllegalArgumentException if a size is below -1, or two are to be inferred */
        public Reshape {
            target = List.copyOf(target);
            if (!(target.stream().allMatch(size -> size >= INFERRED)
                    && target.stream().filter(size -> size == INFERRED).count() <= 1)) {
                throw new IllegalArgumentException(
                        "Reshape must have sizes of at least -1, one of them -1 at most: " + target);
            }
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            List<Integer> sizes = new ArrayList<>();
            long known = 1;
            for (int axis = 0; axis < target.size(); axis++) {
                int size = target.get(axis) == COPIED ? copied(input, axis) : target.get(axis);
                sizes.add(size);
                known = Math.multiplyExact(known, size == INFERRED ? 1L : size);
            }
            int inferred = sizes.indexOf(INFERRED);
            if (inferred >= 0) {
                sizes.set(inferred, (int) (input.size() / known));
                known *= sizes.get(inferred);
            }
            if (known != input.size()) {
                throw new IllegalArgumentException(
                        "Reshape must keep the number of values: %s to %s".formatted(input, target));
            }
            return new TensorShape(sizes);
        }

        private int copied(TensorShape input, int axis) {
            if (!(axis < input.rank())) {
                throw new IllegalArgumentException(
                        "Reshape must copy the size of a dimension that exists: %s to %s".formatted(input, target));
            }
            return input.size(axis);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reshape(this);
        }
    }

    /**
     * Axes in another order.
     *
     * @param order for each axis of the output the axis of the input
     */
    record Transpose(List<Integer> order) implements Rearrangement {

        /** @throws IllegalArgumentException if it is no permutation */
        public Transpose {
            order = List.copyOf(order);
            requireAxes("Transpose", order);
            requireWithin("Transpose", order, order.size());
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            if (input.rank() != order.size()) {
                throw new IllegalArgumentException(
                        "Transpose must have an input of %d dimensions: %s".formatted(order.size(), input));
            }
            return new TensorShape(order.stream().map(input::size).toList());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transpose(this);
        }
    }

    /** Without these axes, all of size 1. */
    record Squeeze(List<Integer> axes) implements Rearrangement {

        /** @throws IllegalArgumentException if there is no axis, or they are negative or doubled */
        public Squeeze {
            axes = axes.stream().sorted().toList();
            requireAxes("Squeeze", axes);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            requireWithin("Squeeze", axes, input.rank());
            if (!axes.stream().allMatch(axis -> input.size(axis) == 1)) {
                throw new IllegalArgumentException("Squeeze must drop axes of size 1: %s of %s".formatted(axes, input));
            }
            return new TensorShape(IntStream.range(0, input.rank())
                    .filter(axis -> !axes.contains(axis))
                    .mapToObj(input::size)
                    .toList());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.squeeze(this);
        }
    }

    /**
     * With more axes of size 1.
     *
     * @param axes where the new axes are in the output
     */
    record Unsqueeze(List<Integer> axes) implements Rearrangement {

        /** @throws IllegalArgumentException if there is no axis, or they are negative or doubled */
        public Unsqueeze {
            axes = axes.stream().sorted().toList();
            requireAxes("Unsqueeze", axes);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            requireWithin("Unsqueeze", axes, input.rank() + axes.size());
            List<Integer> sizes = new ArrayList<>(input.dimensions());
            axes.forEach(axis -> sizes.add(axis, 1));
            return new TensorShape(sizes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unsqueeze(this);
        }
    }

    /**
     * An image in another size.
     *
     * @param scale of height and width: the output has {@code floor(size * scale)} rows and columns
     */
    record Resize(Interpolation interpolation, Coordinates coordinates, Scale scale) implements Rearrangement {

        /** Where values between pixels come from. Nearest rounds as its name says, linear is bilinear. */
        public enum Interpolation {
            NEAREST_FLOOR,
            NEAREST_CEIL,
            NEAREST_ROUND_PREFER_FLOOR,
            NEAREST_ROUND_PREFER_CEIL,
            LINEAR
        }

        /** How a pixel of the output is found in the input (ONNX operator Resize, coordinate_transformation_mode). */
        public enum Coordinates {
            HALF_PIXEL,
            PYTORCH_HALF_PIXEL,
            ALIGN_CORNERS,
            ASYMMETRIC
        }

        /** Factors of height and width, both positive. */
        public record Scale(double height, double width) {

            /** @throws IllegalArgumentException if a factor is not positive and finite */
            public Scale {
                if (!(height > 0 && width > 0 && height + width < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("scale must be positive: " + height + ", " + width);
                }
            }
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            if (!input.isImage()) {
                throw new IllegalArgumentException(
                        "Resize must have an image [channels, height, width] as input: " + input);
            }
            return TensorShape.image(
                    input.channels(), scaled(input.height(), scale.height()), scaled(input.width(), scale.width()));
        }

        private static int scaled(int size, double factor) {
            // A factor that came from a quotient of sizes must give that size again.
            double exact = size * factor;
            return Math.abs(exact - Math.rint(exact)) < 1e-4 ? (int) Math.rint(exact) : (int) exact;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resize(this);
        }
    }

    /** At least one axis, none negative, none twice. */
    static void requireAxes(String operator, List<Integer> axes) {
        if (!(!axes.isEmpty()
                && axes.stream().allMatch(axis -> axis >= 0)
                && new HashSet<>(axes).size() == axes.size())) {
            throw new IllegalArgumentException(operator + " must have different axes from 0 on: " + axes);
        }
    }

    /** All axes below the rank. */
    static void requireWithin(String operator, List<Integer> axes, int rank) {
        if (!axes.stream().allMatch(axis -> axis < rank)) {
            throw new IllegalArgumentException("%s must have axes below %d: %s".formatted(operator, rank, axes));
        }
    }
}
