package io.espalier.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The same values in another shape or order: axes are permuted, then the values cut anew, then axes permuted again.
 *
 * @param first for each axis of the result the axis of the array, the batch included
 * @param shape sizes after it, without the batch
 * @param second as {@code first}, on the new shape
 */
record Reordering(List<Integer> first, List<Integer> shape, List<Integer> second) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        INDArray turned = ArrayLayout.permuted(inputs.get(0), array(first));
        return ArrayLayout.permuted(turned.reshape('c', sizes(turned.size(0))), array(second));
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        INDArray turned = ArrayLayout.permuted(gradient, ArrayLayout.inverse(array(second)));
        long[] before = inputs.get(0).shape();
        long[] between = first.stream().mapToLong(axis -> before[axis]).toArray();
        return List.of(ArrayLayout.permuted(turned.reshape('c', between), ArrayLayout.inverse(array(first))));
    }

    private long[] sizes(long batch) {
        long[] sizes = new long[shape.size() + 1];
        sizes[0] = batch;
        for (int axis = 0; axis < shape.size(); axis++) {
            sizes[axis + 1] = shape.get(axis);
        }
        return sizes;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
