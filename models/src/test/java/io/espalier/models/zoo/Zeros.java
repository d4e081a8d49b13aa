package io.espalier.models.zoo;

import io.espalier.models.graph.GraphBuilder;
import org.nd4j.linalg.factory.Nd4j;

/** Parameters for tests of shapes alone: fourteen million draws take longer than the rest of such a test. */
final class Zeros {

    static final GraphBuilder.Initialiser INITIALISER = (node, role, shape) ->
            Nd4j.zeros(shape.stream().mapToLong(Integer::longValue).toArray());

    private Zeros() {}
}
