package io.espalier.models.coupling;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Ties the channels of nodes that share a parameter, because one array can be cut in one way only; where two nodes would have to cut it in
 * different ways, it is not cut at all.
 */
final class SharedParameters {

    /** Roles that have one value per channel made. */
    private static final Set<String> VECTORS = Set.of(Roles.BIAS, Roles.SCALE, Roles.SHIFT, Roles.MEAN, Roles.VARIANCE);

    private final ChannelTrace trace;

    /** A parameter as one node has it. */
    private record Use(Node node, String role, String parameter) {

        boolean readsAll() {
            return ChannelTrace.readsAll(node.operator());
        }

        String source() {
            return node.inputs().get(0);
        }
    }

    SharedParameters(ChannelTrace trace) {
        this.trace = trace;
    }

    void tie(NetworkGraph graph) {
        Map<String, Use> first = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (String role : node.operator().parameterShapes().keySet()) {
                Use use = new Use(node, role, node.parameter(role));
                Use before = first.putIfAbsent(use.parameter(), use);
                if (before != null) {
                    tie(before, use);
                }
            }
        }
    }

    private void tie(Use one, Use other) {
        ChannelAxis made = trace.of(one.node().name());
        ChannelAxis madeToo = trace.of(other.node().name());
        boolean vectors = VECTORS.contains(one.role()) && VECTORS.contains(other.role());
        boolean sameRows =
                one.role().equals(other.role()) && (!one.role().equals(Roles.VALUE) || made.axis() == madeToo.axis());
        coupleOrFreeze(made, madeToo, vectors || sameRows, one.parameter());
        if (one.role().equals(Roles.WEIGHT) || other.role().equals(Roles.WEIGHT)) {
            tieColumns(one, other);
        }
    }

    private void tieColumns(Use one, Use other) {
        if (one.readsAll() && other.readsAll()) {
            boolean weights = one.role().equals(other.role());
            coupleOrFreeze(trace.of(one.source()), trace.of(other.source()), weights, one.parameter());
            return;
        }
        for (Use use : new Use[] {one, other}) {
            if (use.readsAll()) {
                trace.freeze(trace.of(use.source()), reason(use.parameter()));
            }
        }
    }

    private void coupleOrFreeze(ChannelAxis one, ChannelAxis other, boolean alike, String parameter) {
        if (alike && one.size() == other.size()) {
            trace.couple(one, other);
        } else {
            trace.freeze(one, reason(parameter));
            trace.freeze(other, reason(parameter));
        }
    }

    private static String reason(String parameter) {
        return "'%s' is shared and would be cut in two ways".formatted(parameter);
    }
}
