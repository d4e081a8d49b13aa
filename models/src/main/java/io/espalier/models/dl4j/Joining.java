package io.espalier.models.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays one behind the other along an axis. */
record Joining(int axis) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        return Nd4j.concat(axis, inputs.toArray(new INDArray[0])).dup('c');
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        List<INDArray> parts = new ArrayList<>();
        long from = 0;
        for (INDArray input : inputs) {
            INDArrayIndex[] indices = NDArrayIndex.allFor(gradient);
            indices[axis] = NDArrayIndex.interval(from, from + input.size(axis));
            parts.add(gradient.get(indices).dup('c').reshape('c', input.shape()));
            from += input.size(axis);
        }
        return parts;
    }
}
