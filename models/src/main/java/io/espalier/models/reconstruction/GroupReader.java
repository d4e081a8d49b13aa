package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layer that reads a group's channels, and what it makes of each.
 *
 * @param gram moments of the layer's input, around the mean if something behind the layer can add a constant
 * @param weights {@code [outputs, features]}
 * @param features for each unit the rows of both that belong to it
 * @param energy mean square of what the layer makes of the whole of its input
 */
record GroupReader(RowMatrix gram, RowMatrix weights, List<int[]> features, double energy) {

    /** The layers behind a group of which moments were collected and whose output is not 0, in topological order. */
    static List<GroupReader> of(GramStatistics statistics, ChannelGroup group) {
        return group.members().stream()
                .filter(member -> member.axis() == Axis.IN)
                .map(member -> statistics
                        .of(member.node())
                        .filter(Moments::hasProducts)
                        .map(moments -> of(statistics.graph(), group, member, moments)))
                .flatMap(Optional::stream)
                .filter(reader -> reader.energy() > 0)
                .toList();
    }

    private static GroupReader of(NetworkGraph graph, ChannelGroup group, Member member, Moments moments) {
        Node node = graph.node(member.node());
        LayerWeights weight = new LayerWeights(graph.values(node, Roles.WEIGHT));
        int[] inputs = IntStream.range(0, weight.features()).toArray();
        int[] outputs = IntStream.range(0, weight.outputs()).toArray();
        RowMatrix weights = weight.select(inputs, outputs);
        int each = inputs.length / member.units().size();
        List<int[]> features = IntStream.range(0, group.width())
                .mapToObj(unit -> IntStream.range(0, inputs.length)
                        .filter(feature -> member.units().get(feature / each) == unit)
                        .toArray())
                .toList();
        boolean centred = Uptake.of(graph, node, SharedParameters.of(graph)).takesMeans();
        RowMatrix gram = new Gram(moments, centred).whole();
        return new GroupReader(gram, weights.transposed(), features, energy(gram, weights));
    }

    private static double energy(RowMatrix gram, RowMatrix weights) {
        RowMatrix products = gram.times(weights);
        double energy = 0;
        for (int feature = 0; feature < weights.rows(); feature++) {
            for (int output = 0; output < weights.columns(); output++) {
                energy += weights.get(feature, output) * products.get(feature, output);
            }
        }
        return energy;
    }

    /** For every feature the mean product of what the layer makes of it and of this one. */
    double[] influence(int feature) {
        double[] products = new double[weights.columns()];
        for (int output = 0; output < weights.rows(); output++) {
            RowMatrix.addOne(products, 0, weights.row(output), weights.get(output, feature));
        }
        double[] moments = gram.row(feature);
        for (int other = 0; other < products.length; other++) {
            products[other] *= moments[other];
        }
        return products;
    }
}
