package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.Readings;
import java.util.Optional;

/**
 * Weight times activation: the sum of the absolute weights with which a layer reads a channel, times the channel's root mean square (Sun et
 * al. 2024, "A Simple and Effective Pruning Approach for Large Language Models" (Wanda), equation 1, there for single weights; here summed
 * over all weights that read the channel). Unlike a filter's norm it looks at what is made of a channel, not at how it is made.
 */
public record Strength(ActivationStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Readings.read(graph, member).map(tensor -> {
            double[] scores = ActivationTerms.of(statistics, tensor, channel -> Math.sqrt(channel.meanSquare()));
            double[] weights = columnSums(graph, member);
            for (int position = 0; position < scores.length; position++) {
                scores[position] *= weights[position];
            }
            return scores;
        });
    }

    /** For each position of the input axis the sum of absolute weights in its column {@code [out, in, ...]}. */
    private static double[] columnSums(NetworkGraph graph, Member member) {
        float[] weights =
                graph.parameter(graph.node(member.node()), Roles.WEIGHT).data().asFloat();
        int columns = member.units().size();
        int rows =
                (int) graph.parameter(graph.node(member.node()), Roles.WEIGHT).size(0);
        int taps = weights.length / rows / columns;
        double[] sums = new double[columns];
        for (int i = 0; i < weights.length; i++) {
            sums[i / taps % columns] += Math.abs(weights[i]);
        }
        return sums;
    }
}
