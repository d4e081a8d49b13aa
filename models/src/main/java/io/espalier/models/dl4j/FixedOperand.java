package io.espalier.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arithmetic of two arrays of which one never changes and so needs no gradient. */
record FixedOperand(Broadcasting function, INDArray constant, boolean first) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        return function.forward(both(inputs));
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        return List.of(function.backward(gradient, both(inputs), first ? 1 : 0));
    }

    private List<INDArray> both(List<INDArray> inputs) {
        return first ? List.of(constant, inputs.get(0)) : List.of(inputs.get(0), constant);
    }
}
