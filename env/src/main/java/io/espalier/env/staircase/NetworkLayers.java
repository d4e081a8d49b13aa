package io.espalier.env.staircase;

import io.espalier.models.cost.CostModel;
import io.espalier.models.cost.NodeAxes;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network as the table sees it: layers that are timed alone, and all other operators, of which only is known how many values they make.
 * Immutable.
 */
final class NetworkLayers {

    private final CostModel cost;
    private final String digest;
    private final List<Layer> layers;
    private final List<Light> lights;

    /** A layer that is timed alone. */
    record Layer(NodeAxes axes, LayerSignature signature) {

        /** Length of the axis that it reads; of a grouped convolution all groups together, as many as it makes. */
        int channels(int... kept) {
            return signature.grouped() ? axes.outputs(kept) : axes.inputs(kept);
        }

        /** Values that it reads, for one example, if it reads so many channels. */
        double values(int channels) {
            return (double) channels * signature.input().size();
        }
    }

    /** Operators of one kind, without weights. */
    record Light(String kind, List<NodeAxes> nodes) {

        double values(int... kept) {
            double values = 0;
            for (NodeAxes node : nodes) {
                values += node.values(kept);
            }
            return values;
        }
    }

    private NetworkLayers(CostModel cost, String digest, List<Layer> layers, List<Light> lights) {
        this.cost = cost;
        this.digest = digest;
        this.layers = List.copyOf(layers);
        this.lights = List.copyOf(lights);
    }

    /** @throws io.espalier.models.graph.UnsupportedNetworkException if counts alone do not tell the cost */
    static NetworkLayers of(NetworkGraph graph, List<ChannelGroup> groups) {
        CostModel cost = CostModel.of(graph, groups);
        List<Layer> layers = new ArrayList<>();
        Map<String, List<NodeAxes>> lights = new LinkedHashMap<>();
        for (NodeAxes axes : cost.axes()) {
            Node node = graph.node(axes.node());
            Optional<LayerSignature> signature = axes.hasWeight() ? LayerSignature.of(graph, node) : Optional.empty();
            if (signature.isPresent()) {
                layers.add(new Layer(axes, signature.get()));
            } else {
                String kind = node.operator().getClass().getSimpleName();
                lights.computeIfAbsent(kind, unseen -> new ArrayList<>()).add(axes);
            }
        }
        return new NetworkLayers(
                cost,
                GraphDigest.of(graph),
                layers,
                lights.entrySet().stream()
                        .map(entry -> new Light(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList());
    }

    CostModel cost() {
        return cost;
    }

    String digest() {
        return digest;
    }

    List<Layer> layers() {
        return layers;
    }

    List<Light> lights() {
        return lights;
    }

    /** The signatures with every length that their axes can have, in topological order. */
    Map<LayerSignature, Range> ranges() {
        Map<LayerSignature, Range> ranges = new LinkedHashMap<>();
        for (Layer layer : layers) {
            ranges.merge(
                    layer.signature(),
                    new Range(lengths(layer.axes()::inputs), lengths(layer.axes()::outputs)),
                    (one, other) ->
                            new Range(one.ins().union(other.ins()), one.outs().union(other.outs())));
        }
        return Collections.unmodifiableMap(ranges);
    }

    /** The lengths of both axes of a signature. */
    record Range(Lengths ins, Lengths outs) {}

    private interface AxisLengths {
        int at(int... kept);
    }

    private Lengths lengths(AxisLengths axis) {
        int[] widths = cost.widths();
        int[] least = new int[widths.length];
        java.util.Arrays.fill(least, 1);
        int last = axis.at(widths);
        int first = axis.at(least);
        int step = 0;
        for (int group = 0; group < widths.length; group++) {
            int[] one = widths.clone();
            one[group]--;
            step = Lengths.gcd(step, last - axis.at(one));
        }
        return new Lengths(first, last, Math.max(1, step));
    }
}
