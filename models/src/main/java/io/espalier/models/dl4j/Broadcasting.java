package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic.Elementwise;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arithmetic of two arrays of equal rank; axes of size 1 are repeated, and their gradient is a sum. */
record Broadcasting(Elementwise.Kind kind) implements TensorFunction {

    @Override
    public INDArray forward(List<INDArray> inputs) {
        INDArray first = inputs.get(0);
        INDArray second = inputs.get(1);
        INDArray result =
                switch (kind) {
                    case ADD -> first.add(second);
                    case SUBTRACT -> first.sub(second);
                    case MULTIPLY -> first.mul(second);
                    case DIVIDE -> first.div(second);
                };
        return dense(result);
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        return List.of(backward(gradient, inputs, 0), backward(gradient, inputs, 1));
    }

    /** The gradient by one of the inputs alone. */
    INDArray backward(INDArray gradient, List<INDArray> inputs, int place) {
        INDArray first = inputs.get(0);
        INDArray second = inputs.get(1);
        if (place == 0) {
            INDArray toFirst =
                    switch (kind) {
                        case ADD, SUBTRACT -> gradient;
                        case MULTIPLY -> gradient.mul(second);
                        case DIVIDE -> gradient.div(second);
                    };
            return summed(toFirst, first);
        }
        INDArray toSecond =
                switch (kind) {
                    case ADD -> gradient;
                    case SUBTRACT -> gradient.neg();
                    case MULTIPLY -> gradient.mul(first);
                    case DIVIDE -> gradient.mul(first).divi(second).divi(second).negi();
                };
        return summed(toSecond, second);
    }

    /** Sums over the axes along which an input was repeated. */
    private static INDArray summed(INDArray gradient, INDArray input) {
        int[] repeated = IntStream.range(0, input.rank())
                .filter(axis -> input.size(axis) == 1 && gradient.size(axis) != 1)
                .toArray();
        return repeated.length == 0 ? gradient.dup('c') : dense(gradient.sum(true, repeated));
    }

    private static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    }
}
