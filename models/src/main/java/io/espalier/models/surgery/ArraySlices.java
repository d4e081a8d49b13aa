package io.espalier.models.surgery;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Cuts a parameter along its first two axes; one pass over Java arrays, because a candidate network is cut every few milliseconds. */
final class ArraySlices {

    private ArraySlices() {}

    /**
     * The rows and columns that stay; the array itself if that is all.
     *
     * @param array float32 in C order, as {@code Parameters} holds them
     */
    static INDArray of(INDArray array, Optional<List<Integer>> rows, Optional<List<Integer>> columns) {
        if (rows.isEmpty() && columns.isEmpty()) {
            return array;
        }
        long[] shape = array.shape().clone();
        int allColumns = shape.length > 1 ? (int) shape[1] : 1;
        int block = (int) (array.length() / (shape[0] * allColumns));
        List<Integer> keptRows = rows.orElseGet(() -> upTo((int) array.size(0)));
        List<Integer> keptColumns = columns.orElseGet(() -> upTo(allColumns));
        float[] from = array.data().asFloat();
        float[] to = new float[keptRows.size() * keptColumns.size() * block];
        int next = 0;
        for (int row : keptRows) {
            for (int column : keptColumns) {
                System.arraycopy(from, (row * allColumns + column) * block, to, next, block);
                next += block;
            }
        }
        shape[0] = keptRows.size();
        if (shape.length > 1) {
            shape[1] = keptColumns.size();
        }
        return Nd4j.createFromArray(to).reshape('c', shape);
    }

    /** What stays along one dimension; the array itself if that is all. */
    static INDArray along(INDArray array, int dimension, Optional<List<Integer>> positions) {
        if (positions.isEmpty()) {
            return array;
        }
        long[] shape = array.shape();
        long before = 1;
        for (int axis = 0; axis < dimension; axis++) {
            before *= shape[axis];
        }
        long behind = array.length() / (before * shape[dimension]);
        INDArray cut = of(array.reshape('c', before, shape[dimension], behind), Optional.empty(), positions);
        long[] narrower = shape.clone();
        narrower[dimension] = positions.get().size();
        return cut.reshape('c', narrower);
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
