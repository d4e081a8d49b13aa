package io.espalier.models.reconstruction;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parameters that more than one node uses and that therefore cannot be changed for one of them.
 *
 * @param names of the parameters
 */
record SharedParameters(Set<String> names) {

    static SharedParameters of(NetworkGraph graph) {
        Map<String, Integer> uses = new HashMap<>();
        graph.nodes().forEach(node -> node.parameters().forEach(name -> uses.merge(name, 1, Integer::sum)));
        return new SharedParameters(uses.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether a node uses one of them. */
    boolean touch(Node node) {
        return node.parameters().stream().anyMatch(names::contains);
    }
}
