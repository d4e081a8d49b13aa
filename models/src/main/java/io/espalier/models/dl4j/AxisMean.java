package io.espalier.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The mean over some of an array's axes, which stay with size 1. */
record AxisMean(List<Integer> axes) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        INDArray mean = inputs.get(0).mean(true, array());
        return mean.ordering() == 'c' ? mean : mean.dup('c');
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        long[] shape = inputs.get(0).shape();
        long count = axes.stream().mapToLong(axis -> shape[axis]).reduce(1, (a, b) -> a * b);
        INDArray spread = Nd4j.zeros(gradient.dataType(), shape);
        return List.of(spread.addi(gradient.div(count)));
    }

    private int[] array() {
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }
}
