package io.espalier.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Softmax along one of an array's axes. */
record AxisSoftmax(int axis) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        INDArray x = inputs.get(0);
        INDArray exponentials = Transforms.exp(x.sub(x.max(true, axis)), false);
        return exponentials.div(exponentials.sum(true, axis)).dup('c');
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        INDArray result = forward(inputs);
        INDArray mean = gradient.mul(result).sum(true, axis);
        return List.of(gradient.sub(mean).muli(result).dup('c'));
    }
}
