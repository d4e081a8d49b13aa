package io.espalier.models.reconstruction;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An engine that runs the unpruned network and shows what is inside. */
@FunctionalInterface
public interface ActivationSource {

    /**
     * Tensors of one batch by name; at least those of {@link GramStatistics#tensors}, more do not matter.
     *
     * @param images {@code [count, channels, height, width]}
     * @return {@code [count, channels, height, width]} or {@code [count, features]}, float or double, valid until the next call
     */
    Map<String, INDArray> activations(INDArray images);
}
