package io.espalier.env.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.graph.Window.Padding;
import io.espalier.models.graph.Window.Size;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class LaneEngineTest {

    /** Largest difference of an output over its largest magnitude: float32 sums through a dozen layers against doubles. */
    private static final double FLOAT32_SUMS = 1e-4;

    private static final int SEEDS = 500;
    private static final AtomicInteger taken = new AtomicInteger();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    /** More images than lanes, and not a multiple of any number of lanes. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void prunedNetworksOfEveryKindComputeWhatTheyShould(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        NetworkGraph pruned = Surgeon.prune(graph, groups, RandomPlans.of(groups, seed));
        LaneEngine.of(pruned).ifPresent(engine -> {
            taken.incrementAndGet();
            requireSame(engine, pruned, seed, 1 + (int) (seed % 19));
        });
    }

    @AfterAll
    static void manyNetworksAreTaken() {
        assertThat(taken.get()).isGreaterThan(SEEDS / 4);
    }

    /** Every path of the kernels: windows of all sizes, groups, channel counts that are no multiple of anything, what follows a convolution. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void convolutionsComputeWhatTheyShould(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.lanes").generator();
        NetworkGraph graph = convolution(random, seed);
        requireSame(LaneEngine.of(graph).orElseThrow(), graph, seed, 3);
    }

    private static NetworkGraph convolution(RandomGenerator random, long seed) {
        int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
        int in = groups * (1 + random.nextInt(5));
        int out = groups * (1 + random.nextInt(9));
        Window window = new Window(
                new Size(1 + random.nextInt(3), random.nextBoolean() ? 3 : 1 + random.nextInt(5)),
                new Size(1 + random.nextInt(2), random.nextBoolean() ? 1 : 1 + random.nextInt(3)),
                new Padding(random.nextInt(2), random.nextInt(3), random.nextInt(2), random.nextInt(3)),
                new Size(1 + random.nextInt(2), random.nextBoolean() ? 1 : 2));
        TensorShape input = TensorShape.image(in, 6 + random.nextInt(4), 9 + random.nextInt(6));
        GraphBuilder graph = new GraphBuilder(
                "conv" + seed, new NetworkGraph.Input("input", input), RandomNetworks.initialiser(seed));
        String x = graph.add("conv", new Conv2d(in, out, window, groups, random.nextBoolean()), graph.input());
        if (random.nextBoolean()) {
            x = graph.add("norm", new Operator.BatchNorm(out, 1e-3), x);
        }
        if (random.nextBoolean()) {
            String other = graph.add("other", new Conv2d(in, out, window, groups, true), graph.input());
            x = random.nextBoolean()
                    ? graph.add("sum", Elementwise.ADD, x, other)
                    : graph.add("sum", Elementwise.ADD, other, x);
        }
        if (random.nextBoolean()) {
            x = graph.add("relu", random.nextBoolean() ? Activation.relu6() : relu(), x);
        }
        if (random.nextBoolean()) {
            // The border that this one needs is not the other convolution's.
            x = graph.add("last", new Conv2d(out, 2, Window.square(3, 1, 1), 1, true), x);
        }
        return graph.build(x);
    }

    /** So many channels that products at points are less work, all block widths, tiles that overlap, and all that may follow. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void windowsOfThreeByThreeComputeWhatTheyShould(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.lanes.three").generator();
        int in = 8 + random.nextInt(14);
        int out = 8 + random.nextInt(14);
        Padding padding = new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
        Window window = new Window(new Size(3, 3), new Size(1, 1), padding, new Size(1, 1));
        NetworkGraph.Input input =
                new NetworkGraph.Input("input", TensorShape.image(in, 6 + random.nextInt(9), 6 + random.nextInt(9)));
        GraphBuilder graph = new GraphBuilder("conv" + seed, input, RandomNetworks.initialiser(seed));
        String x = graph.add("conv", new Conv2d(in, out, window, 1, random.nextBoolean()), graph.input());
        if (random.nextBoolean()) {
            x = graph.add("sum", Elementwise.ADD, x, graph.add("other", new Conv2d(in, out, window, 1, true), "input"));
        }
        if (random.nextBoolean()) {
            x = graph.add("relu", random.nextBoolean() ? Activation.relu6() : relu(), x);
        }
        NetworkGraph network = graph.build(x);
        requireSame(LaneEngine.of(network).orElseThrow(), network, seed, 3);
    }

    private static Activation relu() {
        return new Activation(Activation.Function.RELU);
    }

    @Test
    void anImageGetsTheSameBitsWhateverIsBesideIt() {
        NetworkGraph graph = RandomNetworks.residual(1);
        PreparedImages images = prepared(images(graph.input().shape(), 21, 1));
        List<float[]> together = outputs(LaneEngine.of(graph).orElseThrow(), images);
        LaneEngine alone = LaneEngine.of(graph).orElseThrow();
        for (int i = images.size() - 1; i >= 0; i--) {
            assertThat(outputs(alone, images.part(List.of(i))).get(0)).containsExactly(together.get(i));
        }
    }

    @Test
    void aTensorThatIsReadTwiceByASumIsNotOverwritten() {
        GraphBuilder graph = builder(1);
        String x = graph.add("conv", new Conv2d(2, 3, Window.square(3, 1, 1), 1, true), graph.input());
        NetworkGraph doubled = graph.build(graph.add("sum", Elementwise.ADD, x, x));
        requireSame(LaneEngine.of(doubled).orElseThrow(), doubled, 1, 2);
    }

    @Test
    void aConvolutionWhoseOutputLeavesTheNetworkIsNotFused() {
        GraphBuilder graph = builder(1);
        String x = graph.add("conv", new Conv2d(2, 3, Window.square(3, 1, 1), 1, true), graph.input());
        NetworkGraph bounded = graph.build(graph.add("relu", relu(), x));
        NetworkGraph both = bounded.withOutputs(List.of("conv", "relu"));
        requireSame(LaneEngine.of(both).orElseThrow(), both, 1, 2);
    }

    @Test
    void paddingsAndPoolingsReadNothingThatIsNotThere() {
        for (Rearrangement.Pad.Mode mode : Rearrangement.Pad.Mode.values()) {
            for (boolean counted : List.of(true, false)) {
                GraphBuilder graph = builder(3);
                String x = graph.add("conv", new Conv2d(2, 3, Window.square(3, 1, 1), 1, true), graph.input());
                x = graph.add("pad", new Rearrangement.Pad(mode, List.of(0, 1, 2), List.of(0, 2, 1), 0.5), x);
                x = graph.add(
                        "average",
                        new Operator.Pool(Operator.Pool.Kind.AVERAGE, Window.square(3, 2, 1), true, counted),
                        x);
                x = graph.add("max", new Operator.Pool(Operator.Pool.Kind.MAX, Window.square(2, 1, 1)), x);
                NetworkGraph network = graph.build(x);
                requireSame(LaneEngine.of(network).orElseThrow(), network, 3, 2);
            }
        }
    }

    @Test
    void whatLanesDoNotComputeIsNotTaken() {
        GraphBuilder graph = builder(1);
        assertThat(LaneEngine.of(
                        graph.build(graph.add("tanh", new Activation(Activation.Function.TANH), graph.input()))))
                .isEmpty();
    }

    @Test
    void whatIsTooLargeIsNotTaken() {
        GraphBuilder graph = new GraphBuilder(
                "large",
                new NetworkGraph.Input("input", TensorShape.image(3, 1024, 1024)),
                RandomNetworks.initialiser(1));
        assertThat(LaneEngine.of(graph.build(
                        graph.add("conv", new Conv2d(3, 4, Window.square(1, 1, 0), 1, true), graph.input()))))
                .isEmpty();
    }

    @Test
    void refusesImagesOfAnotherShape() {
        LaneEngine engine = LaneEngine.of(RandomNetworks.residual(1)).orElseThrow();
        PreparedImages images = prepared(images(TensorShape.image(1, 5, 5), 1, 1));
        assertThatThrownBy(() -> engine.answers(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("images must be of shape");
    }

    @Test
    void refusesLogitsThatAreNotFinite() {
        NetworkGraph graph = RandomNetworks.residual(1);
        NetworkGraph broken = graph.withParameters(graph.parameters().map((name, array) -> array.mul(1e30f)));
        PreparedImages images = prepared(images(graph.input().shape(), 1, 1));
        assertThatThrownBy(() -> LaneEngine.of(broken).orElseThrow().answers(images))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("logits must be finite: ");
    }

    private static GraphBuilder builder(long seed) {
        return new GraphBuilder(
                "small", new NetworkGraph.Input("input", TensorShape.image(2, 6, 7)), RandomNetworks.initialiser(seed));
    }

    private static void requireSame(LaneEngine engine, NetworkGraph graph, long seed, int count) {
        ImageSet images = images(graph.input().shape(), count, seed);
        INDArray expected = ReferenceInterpreter.output(graph, images.batch(0, count, normalisation(images)));
        double largest = Math.max(expected.amaxNumber().doubleValue(), 1e-3);
        List<float[]> found = outputs(engine, prepared(images));
        for (int i = 0; i < count; i++) {
            double[] wanted = expected.slice(i).dup('c').data().asDouble();
            assertThat(found.get(i)).hasSize(wanted.length);
            for (int k = 0; k < wanted.length; k++) {
                assertThat((double) found.get(i)[k])
                        .as("value %d of image %d", k, i)
                        .isCloseTo(wanted[k], org.assertj.core.data.Offset.offset(FLOAT32_SUMS * largest));
            }
        }
    }

    private static List<float[]> outputs(LaneEngine engine, PreparedImages images) {
        List<float[]> outputs = new ArrayList<>();
        engine.run(images, output -> outputs.add(output.clone()));
        return outputs;
    }

    private static ImageSet images(TensorShape shape, int count, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.images").generator();
        byte[] pixels = new byte[count * shape.size()];
        random.nextBytes(pixels);
        return ImageSet.of(
                shape,
                IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
                pixels,
                IntStream.range(0, count).map(i -> i % 10).toArray());
    }

    private static PreparedImages prepared(ImageSet images) {
        return PreparedImages.of(images, normalisation(images), 8);
    }

    private static Normalisation normalisation(ImageSet images) {
        return new Normalisation(
                Collections.nCopies(images.shape().channels(), 0.5),
                Collections.nCopies(images.shape().channels(), 0.25));
    }
}
