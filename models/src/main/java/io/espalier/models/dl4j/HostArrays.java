package io.espalier.models.dl4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Whole float32 arrays between ND4J's memory and Java's, copied as blocks: ND4J's own conversions go value by value. */
final class HostArrays {

    private HostArrays() {}

    /** Values in row-major order, in an array of their own. */
    static float[] floats(INDArray array) {
        boolean plain = array.dataType() == DataType.FLOAT
                && array.ordering() == 'c'
                && !array.isView()
                && Shape.hasDefaultStridesForShape(array);
        INDArray dense = plain ? array : array.castTo(DataType.FLOAT).dup('c');
        float[] values = new float[Math.toIntExact(dense.length())];
        dense.data().asNioFloat().get(values);
        return values;
    }

    /** A new array of that shape. */
    static INDArray of(float[] values, long... shape) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        write(values, array);
        return array;
    }

    /** Fills a new, dense, row-major array. */
    static void write(float[] values, INDArray array) {
        FloatBuffer target = array.data().asNioFloat();
        target.put(values);
    }
}
