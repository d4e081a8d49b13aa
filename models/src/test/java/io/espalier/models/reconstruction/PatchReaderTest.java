package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.random.RandomKey;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class PatchReaderTest {

    /** The interpreter sums the same doubles in another order. */
    private static final Offset<Double> ORDER_OF_SUMS = Offset.offset(1e-12);

    static Stream<Window> windows() {
        return Stream.of(
                Window.square(3, 1, 1),
                Window.square(3, 2, 1),
                Window.square(1, 2, 0),
                new Window(
                        new Window.Size(2, 3),
                        new Window.Size(2, 1),
                        new Window.Padding(1, 0, 0, 2),
                        new Window.Size(1, 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void aRowTimesTheWeightsIsTheConvolution(Window window) {
        assertRowsGiveTheOutput(new Operator.Conv2d(2, 3, window, 1, false), TensorShape.image(2, 7, 6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void aRowTimesTheWeightsIsTheTransposedConvolution(Window window) {
        Operator.ConvTranspose2d.Extra extra = new Operator.ConvTranspose2d.Extra(
                window.stride().height() - 1, window.stride().width() - 1);
        assertRowsGiveTheOutput(
                new Operator.ConvTranspose2d(2, 3, window, extra, 1, false), TensorShape.image(2, 4, 5));
    }

    @Test
    void aRowTimesTheWeightsIsTheDenseLayerAlongTheLastAxis() {
        assertRowsGiveTheOutput(new Operator.Dense(6, 3, false), TensorShape.image(2, 4, 6));
    }

    @Test
    void positionsAreDifferentAndAllOfThemIfFewer() {
        NetworkGraph graph = RandomNetworks.residual(1);
        PatchReader reader = PatchReader.of(graph, graph.node("stem")).orElseThrow();
        RandomKey key = RandomKey.of(1, "test.positions");
        assertThat(reader.drawPositions(10, key.generator())).hasSize(10).allMatch(position -> position < 144);
        assertThat(reader.drawPositions(1000, key.generator())).hasSize(144);
    }

    @Test
    void eachPhaseOfATransposedConvolutionGetsItsPositions() {
        Window window = Window.square(2, 2, 0);
        PatchReader reader = new StuffedPatches(TensorShape.image(1, 8, 8), TensorShape.image(1, 16, 16), window);
        assertThat(reader.drawPositions(10, RandomKey.of(1, "test.phases").generator()))
                .hasSize(40);
    }

    private static void assertRowsGiveTheOutput(Operator operator, TensorShape shape) {
        NetworkGraph.Input input = new NetworkGraph.Input("input", shape);
        GraphBuilder builder = new GraphBuilder("layer", input, RandomNetworks.initialiser(3));
        NetworkGraph graph = builder.build(builder.add("layer", operator, "input"));
        INDArray images = RandomNetworks.images(graph, 2, 4);
        double[] expected = ReferenceInterpreter.output(graph, images).data().asDouble();
        float[] weights = graph.values(graph.node("layer"), Roles.WEIGHT).values();
        float[] batch = FloatArray.copyOf(images).values();
        PatchReader reader = PatchReader.of(graph, graph.node("layer")).orElseThrow();
        double[] row = new double[reader.features()];
        boolean alongLastAxis = operator instanceof Operator.Dense;
        for (int i = 0; i < expected.length; i++) {
            int positions = reader.positions();
            int output = alongLastAxis ? i % 3 : i / positions % 3;
            reader.read(batch, i / (3 * positions), alongLastAxis ? i / 3 % positions : i % positions, row);
            double sum = 0;
            for (int feature = 0; feature < row.length; feature++) {
                sum += row[feature] * weights[output * row.length + feature];
            }
            assertThat(sum).isCloseTo(expected[i], ORDER_OF_SUMS);
        }
    }
}
