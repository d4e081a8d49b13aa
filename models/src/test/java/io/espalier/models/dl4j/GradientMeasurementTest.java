package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.profile.GradientStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GradientMeasurementTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    /** Step of the central difference: relative to a channel, or absolute on one weight. */
    private static final double STEP = 1e-2;

    /** Rounding of a float32 loss near 2, divided by twice the step, and the loss's third derivative times the step's square. */
    private static final double DIFFERENCE = 2e-4;

    private final ImageSet images = BrightQuarter.images(24, 4);
    private final NetworkGraph graph = randomised(BrightQuarter.network(3, Operator.Activation.Function.TANH));

    @Test
    void taylorIsTheSlopeOfTheLossWhenAChannelIsScaled() {
        GradientStatistics found = GradientMeasurement.of(graph, images, BrightQuarter.NORMALISATION, images.size());
        assertThat(found.nodes().keySet()).containsExactly("stem", "stem.bn", "a", "a.bn", "b", "b.bn", "fc");
        for (Node node : graph.nodes()) {
            if (!node.parameters().isEmpty()) {
                List<String> scaled = node.operator() instanceof Operator.BatchNorm
                        ? List.of(Roles.SCALE, Roles.SHIFT)
                        : List.of(Roles.WEIGHT);
                for (int channel = 0; channel < graph.shape(node.name()).channels(); channel++) {
                    double slope = slope(node, scaled, channel);
                    assertThat(found.channels(node.name()).taylor().get(channel))
                            .as(node.name() + " channel " + channel)
                            .isCloseTo(Math.abs(slope), within(DIFFERENCE));
                }
            }
        }
    }

    @Test
    void taylorIsNotZeroBeforeABatchNorm() {
        GradientStatistics found = GradientMeasurement.of(graph, images, BrightQuarter.NORMALISATION, images.size());
        assertThat(found.channels("a").taylor()).anyMatch(value -> value > 10 * DIFFERENCE);
    }

    @Test
    void meanAbsoluteGradientIsThatOfSingleWeights() {
        GradientStatistics found = GradientMeasurement.of(graph, images, BrightQuarter.NORMALISATION, images.size());
        Node norm = graph.node("a.bn");
        for (int channel = 0; channel < 5; channel++) {
            assertThat(found.channels("a.bn").meanAbsoluteGradient().get(channel))
                    .isCloseTo(Math.abs(weightSlope(norm, Roles.SCALE, channel)), within(DIFFERENCE));
        }
        Node first = graph.node("a");
        double sum = 0;
        int each = 4 * 9;
        for (int i = 0; i < each; i++) {
            sum += Math.abs(weightSlope(first, Roles.WEIGHT, 2 * each + i));
        }
        assertThat(found.channels("a").meanAbsoluteGradient().get(2)).isCloseTo(sum / each, within(DIFFERENCE));
    }

    @Test
    void everyOperatorHasAGradient() {
        NetworkGraph every = Dl4jCodecTest.everything();
        ImageSet some = ImageSet.of(
                every.input().shape(),
                List.of("a", "b", "c", "d", "e"),
                new byte[4 * every.input().shape().size()],
                new int[4]);
        GradientStatistics found = GradientMeasurement.of(every, some, BrightQuarter.NORMALISATION, 2);
        assertThat(found.nodes().keySet())
                .containsExactly("conv/uneven", "depthwise", "dilated", "norm", "hidden", "hidden.norm", "last");
        found.nodes().forEach((node, channels) -> assertThat(channels.taylor())
                .as(node)
                .allMatch(Double::isFinite)
                .anyMatch(value -> value > 0));
    }

    @Test
    void batchesAreAveraged() {
        GradientStatistics halves = GradientMeasurement.of(graph, images, BrightQuarter.NORMALISATION, 12);
        double first = taylorOfFc(images.select(range(0)));
        double second = taylorOfFc(images.select(range(12)));
        assertThat(halves.channels("fc").taylor().get(1)).isCloseTo((first + second) / 2, within(1e-6));
    }

    @Test
    void aBatchLargerThanTheSetIsRefused() {
        assertThatThrownBy(() -> GradientMeasurement.of(graph, images, BrightQuarter.NORMALISATION, 25))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize must be in [1, 24]: 25");
    }

    private double taylorOfFc(ImageSet half) {
        return GradientMeasurement.of(graph, half, BrightQuarter.NORMALISATION, 12)
                .channels("fc")
                .taylor()
                .get(1);
    }

    private static List<Integer> range(int from) {
        return IntStream.range(from, from + 12).boxed().toList();
    }

    private double slope(Node node, List<String> roles, int channel) {
        return (loss(scaled(node, roles, channel, 1 + STEP)) - loss(scaled(node, roles, channel, 1 - STEP)))
                / (2 * STEP);
    }

    private NetworkGraph scaled(Node node, List<String> roles, int channel, double factor) {
        NetworkGraph changed = graph;
        for (String role : roles) {
            INDArray array = graph.parameter(node, role).dup();
            INDArray part =
                    array.rank() == 1 ? array.get(NDArrayIndex.interval(channel, channel + 1)) : array.slice(channel);
            part.muli(factor);
            changed = changed.withParameters(changed.parameters().with(Map.of(node.parameter(role), array)));
        }
        return changed;
    }

    private double weightSlope(Node node, String role, int index) {
        return (loss(moved(node, role, index, STEP)) - loss(moved(node, role, index, -STEP))) / (2 * STEP);
    }

    private NetworkGraph moved(Node node, String role, int index, double by) {
        INDArray array = graph.parameter(node, role).dup();
        INDArray flat = array.reshape(new long[] {array.length()});
        flat.putScalar(
                index,
                graph.parameter(node, role).reshape(new long[] {array.length()}).getDouble(index) + by);
        return graph.withParameters(
                graph.parameters().with(Map.of(node.parameter(role), flat.reshape('c', array.shape()))));
    }

    private double loss(NetworkGraph network) {
        float[][] logits = ReferenceInterpreter.output(
                        network, images.batch(0, images.size(), BrightQuarter.NORMALISATION))
                .toFloatMatrix();
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (float logit : logits[i]) {
                sum += Math.exp(logit);
            }
            loss += Math.log(sum) - logits[i][images.label(i)];
        }
        return loss / logits.length;
    }

    /** Random statistics, scales and shifts, so that no factor is 1 and no constant 0. */
    private static NetworkGraph randomised(NetworkGraph network) {
        return network.withParameters(network.parameters().map((name, array) -> {
            int dot = name.lastIndexOf('.');
            List<Integer> shape = new ArrayList<>();
            for (long size : array.shape()) {
                shape.add((int) size);
            }
            return RandomNetworks.initialiser(6).initialise(name.substring(0, dot), name.substring(dot + 1), shape);
        }));
    }
}
