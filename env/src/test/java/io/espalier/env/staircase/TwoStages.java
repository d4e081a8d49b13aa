package io.espalier.env.staircase;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.BatchNorm;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Operator.GlobalAveragePool;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.zoo.HeInitialiser;

/** Residual networks of two stages, 16 and 32 channels wide, on images of 16 pixels. */
final class TwoStages {

    private static final int SIDE = 16;
    private static final int CLASSES = 10;

    private TwoStages() {}

    /** @param blocks in each stage */
    static NetworkGraph of(int blocks) {
        GraphBuilder graph = new GraphBuilder(
                "two-stages", new NetworkGraph.Input("input", TensorShape.image(3, SIDE, SIDE)), new HeInitialiser(1));
        String x = convolution(graph, "first", graph.input(), 3, 16, 1);
        for (int block = 0; block < blocks; block++) {
            x = block(graph, "narrow" + block, x, 16);
        }
        x = convolution(graph, "down", x, 16, 32, 2);
        for (int block = 0; block < blocks; block++) {
            x = block(graph, "wide" + block, x, 32);
        }
        x = graph.add("pool", new GlobalAveragePool(), x);
        x = graph.add("flat", new Flatten(), x);
        return graph.build(graph.add("logits", new Dense(32, CLASSES, true), x));
    }

    private static String block(GraphBuilder graph, String name, String x, int width) {
        String inner = convolution(graph, name + ".one", x, width, width, 1);
        String second = graph.add(name + ".two", new Conv2d(width, width, Window.square(3, 1, 1), 1, false), inner);
        String norm = graph.add(name + ".two.norm", new BatchNorm(width, 1e-5), second);
        return relu(graph, name, graph.add(name + ".sum", Elementwise.ADD, norm, x));
    }

    private static String convolution(GraphBuilder graph, String name, String x, int in, int out, int stride) {
        String made = graph.add(name, new Conv2d(in, out, Window.square(3, stride, 1), 1, false), x);
        return relu(graph, name, graph.add(name + ".norm", new BatchNorm(out, 1e-5), made));
    }

    private static String relu(GraphBuilder graph, String name, String x) {
        return graph.add(name + ".relu", new Activation(Activation.Function.RELU), x);
    }
}
