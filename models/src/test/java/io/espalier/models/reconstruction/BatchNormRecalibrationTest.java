package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Origin;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.stat.StatUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchNormRecalibrationTest {

    private static final int IMAGES = 12;

    /** ONNX Runtime computes in float32, through up to a dozen layers. */
    private static final Offset<Double> FLOAT32 = Offset.offset(1e-3);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void statisticsAreThoseOfWhatEachNormReadsAfterwards(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        INDArray images = RandomNetworks.images(graph, IMAGES, 5);
        assertConsistent(BatchNormRecalibration.of(graph, List.of(images).iterator()), images);
    }

    @Test
    void disturbedStatisticsComeBack() {
        NetworkGraph graph = RandomNetworks.residual(6);
        INDArray images = RandomNetworks.images(graph, IMAGES, 5);
        NetworkGraph right = BatchNormRecalibration.of(graph, List.of(images).iterator());
        NetworkGraph disturbed = right;
        for (Node norm : norms(right)) {
            disturbed = with(disturbed, norm.parameter(Roles.MEAN), 0.5f);
            disturbed = with(disturbed, norm.parameter(Roles.VARIANCE), 7);
        }
        NetworkGraph recovered =
                BatchNormRecalibration.of(disturbed, List.of(images).iterator());
        for (Node norm : norms(right)) {
            assertThat(recovered.values(norm, Roles.MEAN).values())
                    .containsExactly(right.values(norm, Roles.MEAN).values());
            assertThat(recovered.values(norm, Roles.VARIANCE).values())
                    .containsExactly(right.values(norm, Roles.VARIANCE).values());
        }
        assertThat(difference(disturbed, right, images)).isGreaterThan(100 * FLOAT32.value);
        assertThat(difference(recovered, right, images)).isZero();
    }

    @Test
    void theFirstNormGetsTheSameFromUnequalBatches() {
        NetworkGraph graph = RandomNetworks.residual(2);
        INDArray images = RandomNetworks.images(graph, IMAGES, 5);
        List<INDArray> batches = List.of(part(images, 0, 4), part(images, 4, 5), part(images, 5, IMAGES));
        NetworkGraph whole = BatchNormRecalibration.of(graph, List.of(images).iterator());
        NetworkGraph parts = BatchNormRecalibration.of(graph, batches.iterator());
        Node first = norms(graph).get(0);
        assertClose(parts.values(first, Roles.MEAN), whole.values(first, Roles.MEAN));
        assertClose(parts.values(first, Roles.VARIANCE), whole.values(first, Roles.VARIANCE));
    }

    @ParameterizedTest(name = "opset {0}")
    @ValueSource(ints = {13, 18})
    void everyOpsetWorks(int opset) {
        Origin ours = Origin.OURS;
        Origin origin = new Origin(opset, ours.metadata(), ours.nodeNames(), ours.batch(), ours.dynamicAxes());
        NetworkGraph graph = RandomNetworks.residual(3).withOrigin(origin);
        INDArray images = RandomNetworks.images(graph, IMAGES, 5);
        assertConsistent(BatchNormRecalibration.of(graph, List.of(images).iterator()), images);
    }

    @Test
    void nothingElseChanges() {
        NetworkGraph graph = RandomNetworks.residual(1);
        INDArray images = RandomNetworks.images(graph, 2, 5);
        NetworkGraph recalibrated =
                BatchNormRecalibration.of(graph, List.of(images).iterator());
        List<String> statistics = new ArrayList<>();
        norms(graph)
                .forEach(
                        norm -> statistics.addAll(List.of(norm.parameter(Roles.MEAN), norm.parameter(Roles.VARIANCE))));
        for (String name : graph.parameters().names()) {
            if (!statistics.contains(name)) {
                assertThat(recalibrated.parameters().values(name))
                        .isSameAs(graph.parameters().values(name));
            }
        }
    }

    @Test
    void withoutImagesNothingCanBeEstimated() {
        assertThatThrownBy(() -> BatchNormRecalibration.of(
                        RandomNetworks.residual(1), List.<INDArray>of().iterator()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches must hold at least one image: 0");
    }

    /** Each norm's statistics are the mean and variance of its input when the network runs with them. */
    private static void assertConsistent(NetworkGraph graph, INDArray images) {
        Map<String, INDArray> tensors = ReferenceInterpreter.run(graph, images);
        for (Node norm : norms(graph)) {
            INDArray input = Objects.requireNonNull(tensors.get(norm.inputs().get(0)));
            for (int channel = 0; channel < ((Operator.BatchNorm) norm.operator()).channels(); channel++) {
                double[] values = input.get(NDArrayIndex.all(), NDArrayIndex.point(channel))
                        .dup('c')
                        .data()
                        .asDouble();
                assertThat((double) graph.values(norm, Roles.MEAN).values()[channel])
                        .isCloseTo(StatUtils.mean(values), FLOAT32);
                assertThat((double) graph.values(norm, Roles.VARIANCE).values()[channel])
                        .isCloseTo(StatUtils.populationVariance(values), FLOAT32);
            }
        }
    }

    private static void assertClose(FloatArray found, FloatArray expected) {
        for (int i = 0; i < expected.length(); i++) {
            assertThat((double) found.values()[i]).isCloseTo(expected.values()[i], FLOAT32);
        }
    }

    private static List<Node> norms(NetworkGraph graph) {
        return graph.nodes().stream()
                .filter(node -> node.operator() instanceof Operator.BatchNorm)
                .toList();
    }

    private static NetworkGraph with(NetworkGraph graph, String parameter, float factor) {
        Map<String, INDArray> replaced = new HashMap<>();
        replaced.put(parameter, graph.parameters().get(parameter).mul(factor));
        return graph.withParameters(graph.parameters().with(replaced));
    }

    private static double difference(NetworkGraph one, NetworkGraph other, INDArray images) {
        return ReferenceInterpreter.output(one, images)
                .sub(ReferenceInterpreter.output(other, images))
                .amaxNumber()
                .doubleValue();
    }

    private static INDArray part(INDArray images, int from, int to) {
        return images.get(NDArrayIndex.interval(from, to)).dup('c');
    }
}
