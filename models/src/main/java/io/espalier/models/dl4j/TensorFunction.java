package io.espalier.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a vertex of ours computes, forward and backward. Arrays have the batch first, then the axes in the network's layout. Arguments may
 * be views and are never changed; results are new, dense and row-major, because DL4J's oneDNN code misreads other arrays.
 */
interface TensorFunction {

    INDArray forward(List<INDArray> inputs);

    /** The loss's gradient by each input, from that by the output. */
    List<INDArray> backward(INDArray gradient, List<INDArray> inputs);

    /** One after the other; both have one input. */
    default TensorFunction then(TensorFunction second) {
        TensorFunction first = this;
        return new TensorFunction() {
            @Override
            public INDArray forward(List<INDArray> inputs) {
                return second.forward(List.of(first.forward(inputs)));
            }

            @Override
            public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
                List<INDArray> between = List.of(first.forward(inputs));
                return first.backward(second.backward(gradient, between).get(0), inputs);
            }
        };
    }
}
