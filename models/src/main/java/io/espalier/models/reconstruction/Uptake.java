package io.espalier.models.reconstruction;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What takes up the change of a layer's output when its weights are refitted: its own bias, a constant that is added behind it, or the means
 * of the batch norms that read it; and those norms' variances.
 *
 * @param node the layer
 * @param constant the constant, if there is one and no bias
 * @param norms the places of its channels in the batch norms that read them, also through concatenations
 * @param complete whether nothing but these norms reads the layer
 */
record Uptake(Node node, Optional<Node> constant, List<Slot> norms, boolean complete) {

    /** A stretch of a batch norm's channels: they stand behind those of the concatenations' inputs before the given ones. */
    record Slot(Node norm, List<Joint> path) {

        int offset(NetworkGraph network) {
            return path.stream()
                    .mapToInt(joint -> joint.concat().inputs().subList(0, joint.input()).stream()
                            .mapToInt(input -> network.shape(input).channels())
                            .sum())
                    .sum();
        }
    }

    /** One input of a concatenation. */
    record Joint(Node concat, int input) {}

    static Uptake of(NetworkGraph graph, Node node, SharedParameters shared) {
        Optional<Node> sum = node.has(Roles.BIAS) ? Optional.empty() : soleSum(graph, node);
        Optional<Node> constant = sum.flatMap(add -> constant(graph, node, add, shared));
        String tensor = constant.isPresent() ? sum.orElseThrow().name() : node.name();
        List<Slot> norms = new ArrayList<>();
        boolean complete = collect(graph, tensor, List.of(), shared, norms);
        return new Uptake(node, constant, List.copyOf(norms), complete);
    }

    /** Whether the change of the mean is taken up everywhere, so that the weights need only fit the deviations from it. */
    boolean takesMeans() {
        return node.has(Roles.BIAS) || constant.isPresent() || complete;
    }

    /** Takes up the change of the outputs that stay. */
    void apply(OutputShift shift, Corrections corrections) {
        if (node.has(Roles.BIAS)) {
            subtract(shift, corrections.values(node.parameter(Roles.BIAS)), 1);
        } else if (constant.isPresent()) {
            TensorShape shape = corrections.network().shape(constant.get().name());
            int behind = node.operator() instanceof Operator.Dense ? 1 : shape.positions();
            subtract(shift, corrections.values(constant.get().parameter(Roles.VALUE)), behind);
        }
        for (Slot slot : norms) {
            int offset = slot.offset(corrections.network());
            float[] means = corrections.values(slot.norm().parameter(Roles.MEAN));
            float[] variances = corrections.values(slot.norm().parameter(Roles.VARIANCE));
            for (int output = 0; output < shift.outputs(); output++) {
                // A bias or a constant has taken up the change of the mean already.
                if (!node.has(Roles.BIAS) && constant.isEmpty()) {
                    means[offset + output] = (float) (means[offset + output] + shift.meanChange(output));
                }
                variances[offset + output] = (float) (variances[offset + output] * shift.varianceRatio(output));
            }
        }
    }

    /** @param behind values between two channels; the channels may be repeated, as features are along a sequence */
    private static void subtract(OutputShift shift, float[] values, int behind) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] - shift.meanChange(i / behind % shift.outputs()));
        }
    }

    private static Optional<Node> soleSum(NetworkGraph graph, Node node) {
        List<Node> readers = graph.consumers(node.name());
        return readers.size() == 1 && !graph.outputs().contains(node.name())
                ? readers.stream()
                        .filter(reader -> reader.operator().equals(Arithmetic.Elementwise.ADD))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<Node> constant(NetworkGraph graph, Node node, Node sum, SharedParameters shared) {
        int axis = node.operator() instanceof Operator.Dense
                ? graph.shape(node.name()).rank() - 1
                : 0;
        return sum.inputs().stream()
                .filter(input -> !input.equals(node.name())
                        && !input.equals(graph.input().name()))
                .map(graph::node)
                .filter(other -> other.operator() instanceof Arithmetic.Constant)
                .filter(other ->
                        !shared.touch(other) && graph.consumers(other.name()).size() == 1)
                .filter(other -> !graph.outputs().contains(other.name()))
                .filter(other -> graph.shape(other.name()).size(axis)
                        == graph.shape(node.name()).size(axis))
                .findFirst();
    }

    /** Adds the norms behind a tensor; true if nothing else is there. */
    private static boolean collect(
            NetworkGraph graph, String tensor, List<Joint> path, SharedParameters shared, List<Slot> norms) {
        List<Node> readers = graph.consumers(tensor);
        boolean complete = !readers.isEmpty() && !graph.outputs().contains(tensor);
        for (Node reader : readers) {
            if (reader.operator() instanceof Operator.BatchNorm && !shared.touch(reader)) {
                norms.add(new Slot(reader, path));
            } else if (reader.operator() instanceof Rearrangement.Concat concat && concat.axis() == 0) {
                for (int input = 0; input < reader.inputs().size(); input++) {
                    if (reader.inputs().get(input).equals(tensor)) {
                        List<Joint> longer = new ArrayList<>(path);
                        longer.add(new Joint(reader, input));
                        complete &= collect(graph, reader.name(), List.copyOf(longer), shared, norms);
                    }
                }
            } else {
                complete = false;
            }
        }
        return complete;
    }
}
