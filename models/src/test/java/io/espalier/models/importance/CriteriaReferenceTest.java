package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every criterion against PyTorch and NumPy ({@code criteria_reference.py}), on a network with a residual sum and a flattening. */
class CriteriaReferenceTest {

    /** Float32 weights and gradients against float64; relative to the largest score of the group. */
    private static final double SINGLE_PRECISION = 1e-4;

    private static final Map<String, double[]> REFERENCE = read();

    private final ImageSet images =
            ImageSet.of(TensorShape.image(2, 6, 6), List.of("0", "1", "2", "3"), pixels(), labels());
    private final Normalisation normalisation = new Normalisation(List.of(0.4, 0.5), List.of(0.2, 0.3));
    private final INDArray batch = images.batch(0, images.size(), normalisation);
    private final NetworkGraph graph = graph();

    @Test
    void theNetworkIsTheReferences() {
        assertThat(ReferenceInterpreter.output(graph, batch)
                        .reshape(images.size() * 4L)
                        .toDoubleVector())
                .containsExactly(reference("data logits"), within(SINGLE_PRECISION));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOM")
    void scoresAreTheReferences(CriterionName name) {
        Importance importance = name.importance(Measured.of(graph, images, normalisation, batch, name.need()));
        for (ChannelGroup group : Coupling.groups(graph)) {
            double[] expected = reference("score " + name.id() + " " + group.name());
            double largest = Arrays.stream(expected).max().orElseThrow();
            assertThat(importance.scores(graph, group))
                    .as(group.name())
                    .containsExactly(expected, within(SINGLE_PRECISION * largest));
        }
    }

    private static NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(
                "reference",
                new NetworkGraph.Input("input", TensorShape.image(2, 6, 6)),
                (node, role, shape) -> Nd4j.create(reference("parameter " + node + "." + role))
                        .reshape(
                                'c',
                                shape.stream().mapToLong(Integer::longValue).toArray()));
        Operator relu = new Operator.Activation(Operator.Activation.Function.RELU);
        String x = graph.add("conv1", new Operator.Conv2d(2, 6, Window.square(3, 1, 1), 1, false), graph.input());
        x = graph.add("relu1", relu, graph.add("bn1", new Operator.BatchNorm(6, 1e-5), x));
        String main = graph.add("conv2", new Operator.Conv2d(6, 5, Window.square(3, 2, 1), 1, true), x);
        String side = graph.add("short", new Operator.Conv2d(6, 5, Window.square(1, 2, 0), 1, false), x);
        side = graph.add("short.bn", new Operator.BatchNorm(5, 1e-5), side);
        x = graph.add("relu2", relu, graph.add("add", Elementwise.ADD, main, side));
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        return graph.build(graph.add("fc", new Operator.Dense(45, 4, true), x));
    }

    private static byte[] pixels() {
        double[] values = reference("data pixels");
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) values[i];
        }
        return pixels;
    }

    private static int[] labels() {
        return Arrays.stream(reference("data labels"))
                .mapToInt(label -> (int) label)
                .toArray();
    }

    private static double[] reference(String name) {
        return Objects.requireNonNull(REFERENCE.get(name), name);
    }

    private static Map<String, double[]> read() {
        try {
            Path file =
                    Path.of(Objects.requireNonNull(CriteriaReferenceTest.class.getResource("criteria_reference.txt"))
                            .toURI());
            Map<String, double[]> values = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 2);
                    values.put(
                            parts[0],
                            Arrays.stream(parts[1].split(" "))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
