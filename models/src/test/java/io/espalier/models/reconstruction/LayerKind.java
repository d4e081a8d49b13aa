package io.espalier.models.reconstruction;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A small network in which the layer "fitted" reads the six channels of "a", which can go.
 *
 * @param centred whether something behind the layer takes up a change of its mean
 * @param rest what comes behind the six channels
 */
record LayerKind(String name, boolean centred, BiFunction<GraphBuilder, String, String> rest) {

    static Stream<LayerKind> all() {
        return Stream.of(
                new LayerKind(
                        "convolution",
                        true,
                        (graph, x) -> graph.add("fitted", conv(6, Window.square(3, 1, 1), true), x)),
                new LayerKind(
                        "pointwise", true, (graph, x) -> graph.add("fitted", conv(6, Window.square(1, 1, 0), true), x)),
                new LayerKind(
                        "strided", true, (graph, x) -> graph.add("fitted", conv(6, Window.square(3, 2, 1), true), x)),
                new LayerKind("dilated", true, (graph, x) -> graph.add("fitted", conv(6, dilated(), true), x)),
                new LayerKind(
                        "without uptake",
                        false,
                        (graph, x) -> graph.add("fitted", conv(6, Window.square(3, 1, 1), false), x)),
                new LayerKind(
                        "before norm",
                        true,
                        (graph, x) -> norm(graph, 4, graph.add("fitted", conv(6, Window.square(3, 1, 1), false), x))),
                new LayerKind("before norm of a concatenation", true, (graph, x) -> {
                    String fitted = graph.add("fitted", conv(6, Window.square(3, 1, 1), false), x);
                    return norm(graph, 6, graph.add("joined", new Rearrangement.Concat(0, 2), "input", fitted));
                }),
                new LayerKind("before constant", true, (graph, x) -> {
                    String fitted = graph.add("fitted", conv(6, Window.square(3, 1, 1), false), x);
                    String constant = graph.add("constant", new Arithmetic.Constant(TensorShape.image(4, 1, 1)));
                    return norm(graph, 4, graph.add("sum", Elementwise.ADD, fitted, constant));
                }),
                new LayerKind("partly frozen input", true, (graph, x) -> {
                    String joined = graph.add("joined", new Rearrangement.Concat(0, 2), "input", x);
                    return graph.add("fitted", conv(8, Window.square(3, 1, 1), true), joined);
                }),
                new LayerKind(
                        "transposed",
                        true,
                        (graph, x) -> graph.add(
                                "fitted",
                                new Operator.ConvTranspose2d(
                                        6,
                                        4,
                                        Window.square(3, 2, 1),
                                        new Operator.ConvTranspose2d.Extra(1, 1),
                                        1,
                                        true),
                                x)),
                new LayerKind("dense", true, (graph, x) -> {
                    String pooled =
                            graph.add("pool", new Operator.Pool(Operator.Pool.Kind.AVERAGE, Window.square(3, 3, 0)), x);
                    return graph.add(
                            "fitted",
                            new Operator.Dense(24, 4, true),
                            graph.add("flat", new Rearrangement.Flatten(), pooled));
                }),
                new LayerKind("dense along a sequence", false, (graph, x) -> {
                    String flat = graph.add("flat", new Rearrangement.Reshape(List.of(6, 36)), x);
                    String sequence = graph.add("turned", new Rearrangement.Transpose(List.of(1, 0)), flat);
                    return graph.add("fitted", new Operator.Dense(6, 4, false), sequence);
                }));
    }

    @Override
    public String toString() {
        return name;
    }

    NetworkGraph network() {
        NetworkGraph.Input input = new NetworkGraph.Input("input", TensorShape.image(2, 6, 6));
        GraphBuilder graph = new GraphBuilder(name, input, RandomNetworks.initialiser(name.length()));
        String x = graph.add("a", new Operator.Conv2d(2, 6, Window.square(3, 1, 1), 1, true), "input");
        x = graph.add("relu", new Operator.Activation(Operator.Activation.Function.RELU), x);
        return graph.build(rest.apply(graph, x));
    }

    private static Operator.Conv2d conv(int in, Window window, boolean bias) {
        return new Operator.Conv2d(in, 4, window, 1, bias);
    }

    private static Window dilated() {
        return new Window(Window.Size.square(3), Window.Size.square(1), Window.Padding.same(2), Window.Size.square(2));
    }

    private static String norm(GraphBuilder graph, int channels, String x) {
        return graph.add("norm", new Operator.BatchNorm(channels, 1e-5), x);
    }
}
