package io.espalier.models.surgery;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A pruned network in layers of rounder widths, with the same outputs: each group gets back units without effect until their count is a
 * multiple that the runtime's kernels like. ONNX Runtime takes longer where channels are no multiple of four, which is what a search wants to
 * measure in a pruned network and does not want to wait for while it scores one. Immutable.
 */
public final class AlignedWidths {

    /** What ONNX Runtime's kernels on blocked channels ask for. */
    public static final int ONNX_RUNTIME = 4;

    /** Some constants divide. What the units make is read with zero weights, so it has only to be finite. */
    private static final float FINITE_AFTER_DIVISION = 1;

    private final NetworkGraph whole;
    private final List<ChannelGroup> groups;
    private final int multiple;

    /**
     * @param whole the unpruned network
     * @param groups of it, as {@code Coupling} finds them
     * @param multiple of which widths are to be; at least 1, which changes nothing
     */
    public AlignedWidths(NetworkGraph whole, List<ChannelGroup> groups, int multiple) {
        if (!(multiple >= 1)) {
            throw new IllegalArgumentException("multiple must be at least 1: " + multiple);
        }
        this.whole = whole;
        this.groups = List.copyOf(groups);
        this.multiple = multiple;
    }

    /**
     * The wider network.
     *
     * @param pruned what a plan left of the whole network, with any values
     * @param plan that plan
     * @return outputs are equal but for the order in which numbers are added; the pruned network itself if its widths are round
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public NetworkGraph align(NetworkGraph pruned, PruningPlan plan) {
        plan.requireFits(groups);
        PruningPlan wider = wider(plan);
        if (wider.equals(plan)) {
            return pruned;
        }
        KeptPositions narrow = KeptPositions.of(groups, plan);
        KeptPositions wide = KeptPositions.of(groups, wider);
        List<Node> nodes = Surgeon.narrowed(whole, wide);
        Map<String, FloatArray> parameters = new HashMap<>();
        for (Node node : nodes) {
            Optional<List<Integer>> outputs = places(narrow, wide, node, Axis.OUT);
            Optional<List<Integer>> inputs = places(narrow, wide, node, Axis.IN);
            int dimension = narrow.dimension(node.name(), Axis.OUT);
            node.operator()
                    .parameterShapes()
                    .forEach((role, full) -> parameters.computeIfAbsent(node.parameter(role), name -> {
                        FloatArray values = pruned.parameters().values(name);
                        return switch (role) {
                            case Roles.VALUE -> spread(values, dimension, full, outputs, FINITE_AFTER_DIVISION);
                            case Roles.VARIANCE -> spread(values, 0, full, outputs, 1);
                            case Roles.WEIGHT -> spread(spread(values, 0, full, outputs, 0), 1, full, inputs, 0);
                            default -> spread(values, 0, full, outputs, 0);
                        };
                    }));
        }
        return whole.withNodes(nodes, pruned.parameters().withValues(parameters));
    }

    /** The plan with the first of the units that it removes put back until each count is round; whole groups stay whole. */
    private PruningPlan wider(PruningPlan plan) {
        Map<String, List<Integer>> kept = new HashMap<>();
        for (ChannelGroup group : groups) {
            List<Integer> units = plan.keptOf(group);
            int round = Math.min(group.width(), (units.size() + multiple - 1) / multiple * multiple);
            if (round > units.size() || plan.kept().containsKey(group.name())) {
                kept.put(group.name(), filledUp(units, round));
            }
        }
        return PruningPlan.of(kept);
    }

    private static List<Integer> filledUp(List<Integer> units, int count) {
        SortedSet<Integer> filled = new TreeSet<>(units);
        for (int unit = 0; filled.size() < count; unit++) {
            filled.add(unit);
        }
        return List.copyOf(filled);
    }

    /** Where the positions that the narrow network has along an axis lie in the wide one; empty if it has them all. */
    private static Optional<List<Integer>> places(KeptPositions narrow, KeptPositions wide, Node node, Axis axis) {
        return narrow.kept(node.name(), axis).map(kept -> wide.kept(node.name(), axis)
                .map(all -> indices(kept, all))
                .orElse(kept));
    }

    private static List<Integer> indices(List<Integer> some, List<Integer> all) {
        Map<Integer, Integer> index = new HashMap<>();
        for (int position : all) {
            index.put(position, index.size());
        }
        return some.stream().map(index::get).toList();
    }

    /** The values moved to these places along a dimension of the full size, and a filling between them. */
    private static FloatArray spread(
            FloatArray narrow, int dimension, List<Integer> full, Optional<List<Integer>> places, float filling) {
        if (places.isEmpty() || dimension >= narrow.shape().size()) {
            return narrow;
        }
        int size = full.get(dimension);
        int before = product(narrow.shape().subList(0, dimension));
        int block = product(narrow.shape().subList(dimension + 1, narrow.shape().size()));
        float[] wide = new float[before * size * block];
        Arrays.fill(wide, filling);
        int next = 0;
        for (int outer = 0; outer < before; outer++) {
            for (int place : places.get()) {
                System.arraycopy(narrow.values(), next, wide, (outer * size + place) * block, block);
                next += block;
            }
        }
        List<Integer> shape = new ArrayList<>(narrow.shape());
        shape.set(dimension, size);
        return FloatArray.of(wide, shape);
    }

    private static int product(List<Integer> sizes) {
        return sizes.stream().reduce(1, (a, b) -> a * b);
    }
}
