package io.espalier.models.surgery;

import io.espalier.models.graph.FloatArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cuts a parameter along its axes; one pass over Java arrays, because a candidate network is cut every few milliseconds. */
final class ArraySlices {

    private ArraySlices() {}

    /** The rows and columns that stay; the array itself if that is all. */
    static FloatArray of(FloatArray array, Optional<List<Integer>> rows, Optional<List<Integer>> columns) {
        if (rows.isEmpty() && columns.isEmpty()) {
            return array;
        }
        int allColumns = array.shape().size() > 1 ? array.shape().get(1) : 1;
        List<Integer> keptRows = rows.orElseGet(() -> upTo(array.shape().get(0)));
        List<Integer> keptColumns = columns.orElseGet(() -> upTo(allColumns));
        List<Integer> shape = new ArrayList<>(array.shape());
        shape.set(0, keptRows.size());
        if (shape.size() > 1) {
            shape.set(1, keptColumns.size());
        }
        int block = array.length() / (array.shape().get(0) * allColumns);
        float[] cut = new float[keptRows.size() * keptColumns.size() * block];
        int next = 0;
        for (int row : keptRows) {
            for (int column : keptColumns) {
                System.arraycopy(array.values(), (row * allColumns + column) * block, cut, next, block);
                next += block;
            }
        }
        return FloatArray.of(cut, shape);
    }

    /** What stays along one dimension; the array itself if that is all. */
    static FloatArray along(FloatArray array, int dimension, Optional<List<Integer>> positions) {
        if (positions.isEmpty()) {
            return array;
        }
        int before = array.shape().subList(0, dimension).stream().reduce(1, (a, b) -> a * b);
        int size = array.shape().get(dimension);
        FloatArray folded = FloatArray.of(array.values(), List.of(before, size, array.length() / (before * size)));
        List<Integer> shape = new ArrayList<>(array.shape());
        shape.set(dimension, positions.get().size());
        return FloatArray.of(of(folded, Optional.empty(), positions).values(), shape);
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
