package io.espalier.experiments.policy;

import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Path;

/** Applies a policy file to the network it was learned for. */
@FunctionalInterface
public interface PolicyApplication {

    /**
     * The smaller network.
     *
     * @param policy {@code policy.json} of a run
     * @throws IllegalArgumentException if the policy was learned for another network
     * @throws java.io.UncheckedIOException if the file cannot be read or is no policy
     */
    NetworkGraph apply(NetworkGraph graph, Path policy);
}
