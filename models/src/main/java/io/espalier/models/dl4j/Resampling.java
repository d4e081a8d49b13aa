package io.espalier.models.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Maps along axes, one after the other: slices, pads, resizes, and the spreading before a transposed convolution.
 *
 * @param steps in the order in which they are applied
 * @param fill value of positions that come from nowhere
 */
record Resampling(List<Step> steps, float fill) implements TensorFunction {

    /** A map along an array's axis. */
    record Step(int axis, AxisMap map) {}

    Resampling {
        steps = steps.stream().filter(step -> !step.map.isIdentity()).toList();
    }

    @Override
    public INDArray forward(List<INDArray> inputs) {
        INDArray array = inputs.get(0);
        float[] values = HostArrays.floats(array);
        long[] shape = array.shape().clone();
        for (Step step : steps) {
            values = step.map.forward(values, product(shape, 0, step.axis), inner(shape, step), fill);
            shape[step.axis] = step.map.sources().size();
        }
        return HostArrays.of(values, shape);
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        float[] values = HostArrays.floats(gradient);
        long[] shape = gradient.shape().clone();
        List<Step> reversed = new ArrayList<>(steps);
        java.util.Collections.reverse(reversed);
        for (Step step : reversed) {
            values = step.map.backward(values, product(shape, 0, step.axis), inner(shape, step));
            shape[step.axis] = step.map.size();
        }
        return List.of(HostArrays.of(values, shape));
    }

    private static int inner(long[] shape, Step step) {
        return product(shape, step.axis + 1, shape.length);
    }

    private static int product(long[] shape, int from, int to) {
        long product = 1;
        for (int axis = from; axis < to; axis++) {
            product = Math.multiplyExact(product, shape[axis]);
        }
        return Math.toIntExact(product);
    }
}
