package io.espalier.models.zoo;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.Roles;
import io.espalier.models.random.RandomKey;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Normal weights with variance 2 / fan-in (He et al. 2015, "Delving Deep into Rectifiers", section 2.2), biases and shifts 0, scales and
 * variances 1. Each array has a generator of its own, so a layer's weights do not depend on the layers before it.
 */
public final class HeInitialiser implements GraphBuilder.Initialiser {

    private final RandomKey key;

    public HeInitialiser(long seed) {
        this.key = RandomKey.of(seed, "zoo.initialise");
    }

    @Override
    public INDArray initialise(String node, String role, List<Integer> shape) {
        long[] dimensions = shape.stream().mapToLong(Integer::longValue).toArray();
        return switch (role) {
            case Roles.WEIGHT -> normal(RandomKey.of(key.seed(), "zoo.initialise." + node), dimensions);
            case Roles.SCALE, Roles.VARIANCE -> Nd4j.ones(dimensions);
            default -> Nd4j.zeros(dimensions);
        };
    }

    private static INDArray normal(RandomKey key, long[] dimensions) {
        long fanIn = 1;
        for (int i = 1; i < dimensions.length; i++) {
            fanIn *= dimensions[i];
        }
        double deviation = Math.sqrt(2.0 / fanIn);
        RandomGenerator random = key.generator();
        float[] values = new float[Math.toIntExact(fanIn * dimensions[0])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Nd4j.createFromArray(values).reshape('c', dimensions);
    }
}
