package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The same function with a group's channels in another order. */
final class PermutedNetworks {

    private PermutedNetworks() {}

    /** Unit {@code i} of the result is unit {@code order.get(i)} of the graph. */
    static NetworkGraph of(NetworkGraph graph, ChannelGroup group, List<Integer> order) {
        Map<String, INDArray> changed = new LinkedHashMap<>();
        for (Member member : group.members()) {
            Node node = graph.node(member.node());
            for (String role : node.operator().parameterShapes().keySet()) {
                if (member.axis() == Axis.OUT || role.equals(Roles.WEIGHT)) {
                    String name = node.parameter(role);
                    INDArray array =
                            changed.getOrDefault(name, graph.parameters().get(name));
                    changed.put(name, permuted(array, member.axis() == Axis.OUT ? 0 : 1, positions(member, order)));
                }
            }
        }
        Parameters parameters = graph.parameters().with(changed);
        return graph.withParameters(parameters);
    }

    /** Where each position's values come from: the n-th position of a unit takes the n-th one of the unit that replaces it. */
    private static int[] positions(Member member, List<Integer> order) {
        Map<Integer, List<Integer>> byUnit = new HashMap<>();
        IntStream.range(0, member.units().size())
                .forEach(position -> byUnit.computeIfAbsent(member.units().get(position), unit -> new ArrayList<>())
                        .add(position));
        int[] from = IntStream.range(0, member.units().size()).toArray();
        for (int unit = 0; unit < order.size(); unit++) {
            List<Integer> target = byUnit.getOrDefault(unit, List.of());
            List<Integer> source = byUnit.getOrDefault(order.get(unit), List.of());
            for (int n = 0; n < target.size(); n++) {
                from[target.get(n)] = source.get(n);
            }
        }
        return from;
    }

    private static INDArray permuted(INDArray array, int dimension, int[] from) {
        long[] shape = array.shape();
        int before = dimension == 0 ? 1 : (int) shape[0];
        int block = (int) (array.length() / before / from.length);
        float[] values = array.data().asFloat();
        float[] moved = new float[values.length];
        for (int outer = 0; outer < before; outer++) {
            for (int position = 0; position < from.length; position++) {
                int base = outer * from.length;
                System.arraycopy(values, (base + from[position]) * block, moved, (base + position) * block, block);
            }
        }
        return Nd4j.createFromArray(moved).reshape('c', shape);
    }
}
