package io.espalier.models.dl4j;

import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Each position of an axis as a weighted sum of positions of the axis before: leaving out, adding, spreading and interpolating alike.
 *
 * @param size positions before
 * @param sources for each position after, what it is made of; nothing where it is new
 */
record AxisMap(int size, List<List<Source>> sources) {

    /** A position before, and its weight. */
    record Source(int position, double weight) {}

    AxisMap {
        sources = List.copyOf(sources);
    }

    /** Every position as it is. */
    static AxisMap identity(int size) {
        return of(size, size, position -> position);
    }

    static AxisMap slice(Slice.Range range, int size) {
        return new AxisMap(
                size, range.positions(size).stream().map(AxisMap::only).toList());
    }

    static AxisMap pad(Pad.Mode mode, int size, int before, int after) {
        return of(size, size + before + after, position -> {
            int inside = position - before;
            if (inside >= 0 && inside < size) {
                return inside;
            }
            return switch (mode) {
                case CONSTANT -> NEW;
                case EDGE -> Math.max(0, Math.min(size - 1, inside));
                case REFLECT -> inside < 0 ? -inside : 2 * (size - 1) - inside;
            };
        });
    }

    /** Positions {@code stride} apart with nothing between them, {@code before} further on; cut or filled up to {@code length}. */
    static AxisMap spread(int size, int stride, int before, int length) {
        return of(size, length, position -> {
            int offset = position - before;
            return offset >= 0 && offset % stride == 0 && offset / stride < size ? offset / stride : NEW;
        });
    }

    static AxisMap resize(Resize resize, int size, double scale, int length) {
        List<List<Source>> sources = new ArrayList<>();
        for (int position = 0; position < length; position++) {
            double from =
                    switch (resize.coordinates()) {
                        case HALF_PIXEL -> (position + 0.5) / scale - 0.5;
                        case PYTORCH_HALF_PIXEL -> length == 1 ? 0 : (position + 0.5) / scale - 0.5;
                        case ALIGN_CORNERS -> length == 1 ? 0 : position * (size - 1.0) / (length - 1);
                        case ASYMMETRIC -> position / scale;
                    };
            sources.add(
                    switch (resize.interpolation()) {
                        case NEAREST_FLOOR -> nearest(Math.floor(from), size);
                        case NEAREST_CEIL -> nearest(Math.ceil(from), size);
                        case NEAREST_ROUND_PREFER_FLOOR -> nearest(Math.ceil(from - 0.5), size);
                        case NEAREST_ROUND_PREFER_CEIL -> nearest(Math.floor(from + 0.5), size);
                        case LINEAR -> linear(from, size);
                    });
        }
        return new AxisMap(size, sources);
    }

    boolean isIdentity() {
        return sources.equals(identity(size).sources);
    }

    /** From {@code [outer, before, inner]} to {@code [outer, after, inner]}; what is new becomes {@code fill}. */
    float[] forward(float[] from, int outer, int inner, float fill) {
        float[] to = new float[outer * sources.size() * inner];
        for (int block = 0; block < outer; block++) {
            for (int position = 0; position < sources.size(); position++) {
                int start = (block * sources.size() + position) * inner;
                List<Source> parts = sources.get(position);
                if (parts.isEmpty()) {
                    java.util.Arrays.fill(to, start, start + inner, fill);
                }
                for (Source part : parts) {
                    add(from, (block * size + part.position) * inner, to, start, inner, part.weight);
                }
            }
        }
        return to;
    }

    /** The transposed map, from {@code [outer, after, inner]} to {@code [outer, before, inner]}. */
    float[] backward(float[] gradient, int outer, int inner) {
        float[] to = new float[outer * size * inner];
        for (int block = 0; block < outer; block++) {
            for (int position = 0; position < sources.size(); position++) {
                for (Source part : sources.get(position)) {
                    int start = (block * sources.size() + position) * inner;
                    add(gradient, start, to, (block * size + part.position) * inner, inner, part.weight);
                }
            }
        }
        return to;
    }

    private static void add(float[] from, int fromStart, float[] to, int toStart, int count, double weight) {
        float factor = (float) weight;
        for (int i = 0; i < count; i++) {
            to[toStart + i] += factor * from[fromStart + i];
        }
    }

    /** A position that comes from nowhere. */
    private static final int NEW = -1;

    private static AxisMap of(int size, int length, java.util.function.IntUnaryOperator source) {
        return new AxisMap(
                size,
                IntStream.range(0, length)
                        .map(source)
                        .mapToObj(position -> position == NEW ? List.<Source>of() : only(position))
                        .toList());
    }

    private static List<Source> only(int position) {
        return List.of(new Source(position, 1));
    }

    private static List<Source> nearest(double position, int size) {
        return only((int) Math.max(0, Math.min(size - 1, position)));
    }

    private static List<Source> linear(double position, int size) {
        double inside = Math.max(0, Math.min(size - 1, position));
        int lower = (int) inside;
        double share = inside - lower;
        return share == 0
                ? only(lower)
                : List.of(new Source(lower, 1 - share), new Source(Math.min(size - 1, lower + 1), share));
    }
}
