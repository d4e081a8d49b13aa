package io.espalier.models.graph;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float32 array in C order. It lies in a Java array, because ND4J takes most of a second to start and some microseconds a call, and most of
 * what is done with a network (reading, coupling, cost, surgery, reconstruction, writing) needs none of it. Nobody writes into it.
 */
public final class FloatArray {

    private final float[] values;
    private final List<Integer> shape;
    private volatile @Nullable INDArray array;

    private FloatArray(float[] values, List<Integer> shape) {
        this.values = values;
        this.shape = shape;
    }

    /**
     * Takes over the values: the caller writes to them no more.
     *
     * @param values in C order
     * @param shape sizes, none negative; empty for a number
     * @throws IllegalArgumentException if there are not as many values as the shape says
     */
    public static FloatArray of(float[] values, List<Integer> shape) {
        long length = 1;
        for (int size : shape) {
            length = Math.multiplyExact(length, (long) size);
        }
        if (length != values.length) {
            throw new IllegalArgumentException(
                    "values must be those of the shape %s: %d".formatted(shape, values.length));
        }
        return new FloatArray(values, List.copyOf(shape));
    }

    /** A copy, rounded to float32 if need be. */
    public static FloatArray copyOf(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        boolean asTheyLie = array.dataType() == DataType.FLOAT
                && array.ordering() == 'c'
                && !array.isView()
                && Shape.hasDefaultStridesForShape(array);
        INDArray ordered = asTheyLie ? array : array.castTo(DataType.FLOAT).dup('c');
        ordered.data().asNioFloat().get(values);
        return of(
                values, Arrays.stream(array.shape()).mapToObj(Math::toIntExact).toList());
    }

    /** Number of values. */
    public int length() {
        return values.length;
    }

    public List<Integer> shape() {
        return shape;
    }

    /** The values in C order, not copied: for reading only. */
    public float[] values() {
        return values;
    }

    /** The same as an ND4J array, made at the first call; for reading only. */
    public INDArray array() {
        INDArray made = array;
        if (made == null) {
            // Two threads may both come here; what they make is the same.
            made = (shape.isEmpty()
                            ? Nd4j.scalar(values[0])
                            : Nd4j.createFromArray(values)
                                    .reshape(
                                            'c',
                                            shape.stream()
                                                    .mapToLong(Integer::longValue)
                                                    .toArray()))
                    .detach();
            array = made;
        }
        return made;
    }
}
