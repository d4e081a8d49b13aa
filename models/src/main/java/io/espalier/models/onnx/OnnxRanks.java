package io.espalier.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Shapes of constants with more or fewer axes. */
final class OnnxRanks {

    private OnnxRanks() {}

    /** The shape after Squeeze, Unsqueeze or Flatten. */
    static List<Integer> of(OnnxNode node, OnnxConstant value, List<Long> axes) {
        return switch (node.proto().getOpType()) {
            case "Squeeze" -> squeezed(value.dimensions(), axes);
            case "Unsqueeze" -> unsqueezed(value.dimensions(), axes);
            default -> flat(value, node.integer("axis", 1));
        };
    }

    private static List<Integer> squeezed(List<Integer> shape, List<Long> axes) {
        SortedSet<Integer> dropped = positions(axes, shape.size());
        List<Integer> left = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            boolean drop = axes.isEmpty() ? shape.get(axis) == 1 : dropped.contains(axis);
            if (!drop) {
                left.add(shape.get(axis));
            } else if (shape.get(axis) != 1) {
                throw new IllegalArgumentException("must drop axes of size 1: %s of %s".formatted(axes, shape));
            }
        }
        return left;
    }

    private static List<Integer> unsqueezed(List<Integer> shape, List<Long> axes) {
        List<Integer> more = new ArrayList<>(shape);
        positions(axes, shape.size() + axes.size()).forEach(axis -> more.add(axis, 1));
        return more;
    }

    private static List<Integer> flat(OnnxConstant value, long axis) {
        int split = positions(List.of(axis), value.dimensions().size() + 1).first();
        int rows = FloatTensor.count(value.dimensions().subList(0, split));
        return List.of(rows, rows == 0 ? 0 : value.count() / rows);
    }

    private static SortedSet<Integer> positions(List<Long> axes, int rank) {
        SortedSet<Integer> found = new TreeSet<>();
        for (long axis : axes) {
            long position = axis < 0 ? axis + rank : axis;
            if (!(position >= 0 && position < rank && found.add((int) position))) {
                throw new IllegalArgumentException("must have different axes below %d: %s".formatted(rank, axes));
            }
        }
        return found;
    }
}
