package io.espalier.models.graph;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random residual networks with random parameters everywhere (no zeros, no ones), for properties that must hold on any network. */
public final class RandomNetworks {

    private RandomNetworks() {}

    /** Two to four residual blocks, some with a projection, some strided, with biases, pools and one or two dense layers. */
    public static NetworkGraph residual(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.network").generator();
        TensorShape input = TensorShape.image(1 + random.nextInt(3), 12, 12);
        GraphBuilder graph =
                new GraphBuilder("random" + seed, new NetworkGraph.Input("input", input), initialiser(seed));
        int width = 3 + random.nextInt(6);
        String x = convNormRelu(graph, "stem", graph.input(), conv(input.channels(), width, 3, 1, random));
        if (random.nextBoolean()) {
            Operator.Pool.Kind kind = random.nextBoolean() ? Operator.Pool.Kind.MAX : Operator.Pool.Kind.AVERAGE;
            x = graph.add("pool", new Operator.Pool(kind, Window.square(2, 2, 0)), x);
        }
        int blocks = 2 + random.nextInt(3);
        for (int block = 0; block < blocks; block++) {
            String name = "block" + block;
            boolean wider = random.nextBoolean();
            int stride = wider && random.nextBoolean() ? 2 : 1;
            int out = wider ? width + 1 + random.nextInt(5) : width;
            int inner = 2 + random.nextInt(7);
            String main = convNormRelu(
                    graph, name + ".conv1", x, conv(width, inner, random.nextBoolean() ? 3 : 1, stride, random));
            main = convNorm(graph, name + ".conv2", main, conv(inner, out, 3, 1, random));
            String shortcut = wider ? convNorm(graph, name + ".shortcut", x, conv(width, out, 1, stride, random)) : x;
            x = relu(graph, name, graph.add(name + ".add", Elementwise.ADD, main, shortcut));
            width = out;
        }
        if (random.nextBoolean()) {
            x = graph.add("gap", new Operator.GlobalAveragePool(), x);
            x = graph.add("flatten", new Rearrangement.Flatten(), x);
            return graph.build(graph.add("fc", new Operator.Dense(width, 10, true), x));
        }
        x = graph.add("shrink", new Operator.Pool(Operator.Pool.Kind.MAX, Window.square(2, 1, 0)), x);
        TensorShape last = shapeOf(graph, x);
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        x = relu(graph, "fc1", graph.add("fc1", new Operator.Dense(last.size(), 7, true), x));
        return graph.build(graph.add("fc2", new Operator.Dense(7, 10, true), x));
    }

    /**
     * Two to four blocks of any kind that {@link RandomBlocks} knows between a stem and a head: residual with each kind of shortcut, densely
     * connected, depthwise, grouped, squeeze-and-excite, split, transposed, resized, with constants, shared weights and fences. One in six
     * has a second output in its middle.
     */
    public static NetworkGraph any(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.any.input").generator();
        int side = 8 + random.nextInt(5);
        RandomArchitect net = new RandomArchitect(seed, TensorShape.image(1 + random.nextInt(3), side, side));
        RandomBlocks blocks = new RandomBlocks(net);
        String stem = blocks.convNormActivation("input", net.draw(3, 8));
        List<String> made = blocks.chain(stem, net.draw(2, 4));
        List<String> outputs = new ArrayList<>(List.of(blocks.head(made.get(made.size() - 1))));
        if (net.chance(1 / 6.0)) {
            outputs.add(made.get(net.draw(1, made.size() - 1)));
        }
        return net.build("any" + seed, outputs);
    }

    /** Small random values; variances and scales in [0.5, 1.5]. */
    public static GraphBuilder.Initialiser initialiser(long seed) {
        return (node, role, shape) -> {
            RandomGenerator random =
                    RandomKey.of(seed, "test." + node + "." + role).generator();
            int length = shape.stream().reduce(1, (a, b) -> a * b);
            int fanIn = Math.max(1, shape.isEmpty() ? 1 : length / shape.get(0));
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = switch (role) {
                    case Roles.SCALE, Roles.VARIANCE -> (float) (0.5 + random.nextDouble());
                    case Roles.WEIGHT -> (float) (random.nextGaussian() * Math.sqrt(2.0 / fanIn));
                    default -> (float) (random.nextGaussian() * 0.2);
                };
            }
            return Nd4j.createFromArray(values)
                    .reshape('c', shape.stream().mapToLong(Integer::longValue).toArray());
        };
    }

    /** Standard normal images {@code [count, channels, height, width]}. */
    public static INDArray images(NetworkGraph graph, int count, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.images").generator();
        TensorShape shape = graph.input().shape();
        float[] values = new float[count * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', count, shape.channels(), shape.height(), shape.width());
    }

    private static Operator.Conv2d conv(int in, int out, int kernel, int stride, RandomGenerator random) {
        return new Operator.Conv2d(in, out, Window.square(kernel, stride, kernel / 2), 1, random.nextBoolean());
    }

    private static String convNorm(GraphBuilder graph, String name, String x, Operator.Conv2d conv) {
        return graph.add(name + ".bn", new Operator.BatchNorm(conv.outChannels(), 1e-5), graph.add(name, conv, x));
    }

    private static String convNormRelu(GraphBuilder graph, String name, String x, Operator.Conv2d conv) {
        return relu(graph, name, convNorm(graph, name, x, conv));
    }

    private static String relu(GraphBuilder graph, String name, String x) {
        return graph.add(name + ".relu", new Operator.Activation(Operator.Activation.Function.RELU), x);
    }

    private static TensorShape shapeOf(GraphBuilder graph, String tensor) {
        return graph.build(tensor).shape(tensor);
    }

    static List<Long> seeds(int count) {
        return java.util.stream.LongStream.rangeClosed(1, count).boxed().toList();
    }
}
