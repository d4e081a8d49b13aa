package io.espalier.models.zoo;

import static io.espalier.models.graph.Window.square;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.BatchNorm;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Operator.GlobalAveragePool;
import io.espalier.models.graph.Rearrangement.Flatten;

/** The pieces that recur in the networks of the zoo; each method returns the name of the tensor it made. */
record Architect(GraphBuilder graph) {

    private static final double EPSILON = 1e-5;

    String input() {
        return graph.input();
    }

    String add(String name, Operator operator, String... inputs) {
        return graph.add(name, operator, inputs);
    }

    String convRelu(String name, String x, Conv2d conv) {
        return relu(name, graph.add(name, conv, x));
    }

    String denseRelu(String name, String x, Dense dense) {
        return relu(name, graph.add(name, dense, x));
    }

    String convNorm(String name, String x, Conv2d conv) {
        return norm(name, graph.add(name, conv, x), conv.outChannels());
    }

    String convNormRelu(String name, String x, Conv2d conv) {
        return relu(name, convNorm(name, x, conv));
    }

    String convNormRelu6(String name, String x, Conv2d conv) {
        return graph.add(name + ".relu6", Activation.relu6(), convNorm(name, x, conv));
    }

    String norm(String name, String x, int channels) {
        return graph.add(name + ".bn", new BatchNorm(channels, EPSILON), x);
    }

    String relu(String name, String x) {
        return graph.add(name + ".relu", new Activation(Activation.Function.RELU), x);
    }

    /** Global average pooling and a dense layer: the end of all these networks but LeNet. */
    NetworkGraph classified(String x, int channels, int classes) {
        String pooled = graph.add("pool", new GlobalAveragePool(), x);
        String flat = graph.add("flatten", new Flatten(), pooled);
        return graph.build(graph.add("fc", new Dense(channels, classes, true), flat));
    }

    /** A convolution without bias that keeps the image's size at stride 1. */
    static Conv2d conv(int in, int out, int kernel, int stride) {
        return new Conv2d(in, out, square(kernel, stride, kernel / 2), 1, false);
    }

    static Conv2d depthwise(int channels, int kernel, int stride) {
        return new Conv2d(channels, channels, square(kernel, stride, kernel / 2), channels, false);
    }
}
