package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class VarianceSpectrumTest {

    /** Activations are single precision, and so are the sums of the reference. */
    private static final Offset<Double> SINGLE = Offset.offset(1e-4);

    private static final int POSITIONS = 16;

    @Test
    void copiedChannelsLeaveNoVarianceOutsideOfHalfOfTheDirections() {
        NetworkGraph copied = CopiedChannels.network();
        List<Integer> shape = Arrays.stream(
                        copied.parameters().get("conv1.weight").shape())
                .mapToObj(Math::toIntExact)
                .toList();
        NetworkGraph fresh = copied.withParameters(copied.parameters()
                .with(Map.of("conv1.weight", RandomNetworks.initialiser(5).initialise("conv1", Roles.WEIGHT, shape))));
        assertThat(spectrum(copied, 20).outside(0.5)).isLessThan(0.01);
        assertThat(spectrum(copied, 20).outside(0.25)).isGreaterThan(0.01);
        assertThat(spectrum(fresh, 20).outside(0.5)).isGreaterThan(0.01);
        assertThat(spectrum(copied, 20).outside(0)).isEqualTo(1);
        assertThat(spectrum(copied, 20).outside(1)).isZero();
    }

    @Test
    void theEigenvaluesAreThoseOfTheCovarianceOfWhatIsRead() {
        GraphBuilder builder = new GraphBuilder(
                "dense", new NetworkGraph.Input("input", TensorShape.image(1, 4, 4)), RandomNetworks.initialiser(3));
        String x = builder.add("flatten", new Rearrangement.Flatten(), "input");
        x = builder.add("fc1", new Operator.Dense(16, 6, true), x);
        x = builder.add("relu", new Operator.Activation(Operator.Activation.Function.RELU), x);
        NetworkGraph graph = builder.build(builder.add("fc2", new Operator.Dense(6, 3, true), x));
        INDArray images = RandomNetworks.images(graph, 40, 7);
        double[][] read = Objects.requireNonNull(
                        ReferenceInterpreter.run(graph, images).get("relu"))
                .castTo(DataType.DOUBLE)
                .reshape(40, 6)
                .toDoubleMatrix();
        var covariance = new Covariance(read, false).getCovarianceMatrix();
        List<Double> eigenvalues = spectrum(graph, 40).eigenvalues();
        assertThat(eigenvalues).hasSize(6).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(sum(eigenvalues, 1)).isEqualTo(covariance.getTrace(), SINGLE);
        assertThat(Math.sqrt(sum(eigenvalues, 2))).isEqualTo(covariance.getFrobeniusNorm(), SINGLE);
        assertThat(covariance.getTrace()).isGreaterThan(100 * SINGLE.value);
    }

    private static double sum(List<Double> values, int power) {
        return values.stream().mapToDouble(value -> Math.pow(value, power)).sum();
    }

    private static VarianceSpectrum spectrum(NetworkGraph graph, int images) {
        GramStatistics statistics = GramStatistics.collect(
                graph,
                batch -> ReferenceInterpreter.run(graph, batch),
                List.of(RandomNetworks.images(graph, images, 7)).iterator(),
                POSITIONS,
                RandomKey.of(5, "test.calibration"));
        ChannelGroup first = Coupling.groups(graph).get(0);
        return VarianceSpectrum.of(statistics, first).orElseThrow();
    }
}
