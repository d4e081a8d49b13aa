package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.SharingNetworks;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every criterion on every network. */
interface ImportanceContract {

    /** Sums over channels in another order, of float32 activations and gradients; relative to the largest score. */
    double REORDERED = 1e-3;

    /** The criterion with whatever it needs to know of this network. */
    Importance importance(NetworkGraph graph);

    /** Whether scores belong to channels and not to their numbers. */
    default boolean followsChannels() {
        return true;
    }

    /** Whether channels of this network can differ for the criterion. */
    default boolean distinguishes(NetworkGraph graph) {
        return true;
    }

    /**
     * Residual sums with batch norm, several positions a unit behind a flattening (1) and in a depthwise convolution, layers without batch
     * norm.
     */
    static Stream<NetworkGraph> networks() {
        return Stream.of(RandomNetworks.residual(1), RandomNetworks.residual(4), SharingNetworks.depthwise());
    }

    @ParameterizedTest
    @MethodSource("networks")
    default void everyUnitHasAFiniteScore(NetworkGraph graph) {
        Importance importance = importance(graph);
        for (ChannelGroup group : Coupling.groups(graph)) {
            double[] scores = importance.scores(graph, group);
            assertThat(scores).as(group.name()).hasSize(group.width());
            assertThat(DoubleStream.of(scores)).as(group.name()).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    default void unitsDiffer(NetworkGraph graph) {
        Importance importance = importance(graph);
        // Of two filters each is as far from the other.
        List<ChannelGroup> groups = Coupling.groups(graph).stream()
                .filter(group -> group.width() > 2 && distinguishes(graph))
                .toList();
        for (ChannelGroup group : groups) {
            assertThat(DoubleStream.of(importance.scores(graph, group))
                            .distinct()
                            .count())
                    .as(group.name())
                    .isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    default void theSameInputsGiveTheSameBits(NetworkGraph graph) {
        Importance first = importance(graph);
        Importance second = importance(graph);
        for (ChannelGroup group : Coupling.groups(graph)) {
            assertThat(second.scores(graph, group)).containsExactly(first.scores(graph, group));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    default void scoresMoveWithTheirChannels(NetworkGraph graph) {
        Importance importance = importance(graph);
        for (ChannelGroup group : Coupling.groups(graph)) {
            List<Integer> order = shuffled(group);
            NetworkGraph permuted = PermutedNetworks.of(graph, group, order);
            double[] before = importance.scores(graph, group);
            double[] after = importance(permuted).scores(permuted, group);
            double scale = Arrays.stream(before).map(Math::abs).max().orElse(0);
            double[] expected = followsChannels()
                    ? order.stream().mapToDouble(unit -> before[unit]).toArray()
                    : before;
            assertThat(after).as(group.name()).containsExactly(expected, within(REORDERED * scale));
        }
    }

    private static List<Integer> shuffled(ChannelGroup group) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, group.width()).boxed().toList());
        Collections.shuffle(order, new Random(7));
        return order;
    }
}
