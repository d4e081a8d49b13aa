package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.random.RandomKey;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Scores drawn uniformly from [0, 1): the control that every criterion must beat (Mittal et al. 2018, "Recovering from Random Pruning: On
 * the Plasticity of Deep Convolutional Neural Networks"). A group's scores depend on the key and its name alone.
 *
 * @param key address of the draws
 */
public record RandomImportance(RandomKey key) implements Importance {

    @Override
    public double[] scores(NetworkGraph graph, ChannelGroup group) {
        RandomGenerator random =
                new RandomKey(key.seed(), key.component() + "." + group.name(), key.path()).generator();
        return DoubleStream.generate(random::nextDouble).limit(group.width()).toArray();
    }
}
