package io.espalier.models.zoo;

import static io.espalier.models.graph.Window.square;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.BatchNorm;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Operator.GlobalAveragePool;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.TensorShape;
import java.util.Arrays;
import java.util.List;

/** The networks that can be named in a config instead of a file. */
public enum ZooNetwork {
    /**
     * LeCun et al. 1998, "Gradient-based learning applied to document recognition", figure 2, with ReLU, max pooling and no
     * connection table, as it is built today. Inputs smaller than 32 pixels are padded in the first convolution.
     */
    LENET5("lenet5") {
        @Override
        NetworkGraph build(Architect architect, TensorShape input, int classes) {
            int padding = input.height() < 32 ? 2 : 0;
            String x = architect.convRelu(
                    "conv1", architect.graph.input(), new Conv2d(input.channels(), 6, square(5, 1, padding), 1, true));
            x = architect.graph.add("pool1", new Pool(Pool.Kind.MAX, square(2, 2, 0)), x);
            x = architect.convRelu("conv2", x, new Conv2d(6, 16, square(5, 1, 0), 1, true));
            x = architect.graph.add("pool2", new Pool(Pool.Kind.MAX, square(2, 2, 0)), x);
            x = architect.graph.add("flatten", new Flatten(), x);
            int side = ((input.height() + 2 * padding - 4) / 2 - 4) / 2;
            int width = ((input.width() + 2 * padding - 4) / 2 - 4) / 2;
            x = architect.denseRelu("fc1", x, new Dense(16 * side * width, 120, true));
            x = architect.denseRelu("fc2", x, new Dense(120, 84, true));
            return architect.graph.build(architect.graph.add("fc3", new Dense(84, classes, true), x));
        }
    },
    /**
     * The CIFAR-style residual network of He et al. 2016, "Deep Residual Learning for Image Recognition", section 4.2, with one block a
     * stage (6n + 2 with n = 1) and projection shortcuts (option B) where the width changes.
     */
    RESNET8("resnet8") {
        @Override
        NetworkGraph build(Architect architect, TensorShape input, int classes) {
            String x = architect.convNormRelu("stem", architect.graph.input(), input.channels(), 16, 1);
            x = architect.residual("stage1.block1", x, 16, 16, 1);
            x = architect.residual("stage2.block1", x, 16, 32, 2);
            x = architect.residual("stage3.block1", x, 32, 64, 2);
            x = architect.graph.add("pool", new GlobalAveragePool(), x);
            x = architect.graph.add("flatten", new Flatten(), x);
            return architect.graph.build(architect.graph.add("fc", new Dense(64, classes, true), x));
        }
    };

    private final String id;

    ZooNetwork(String id) {
        this.id = id;
    }

    /** The name in configs. */
    public String id() {
        return id;
    }

    /**
     * The network of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ZooNetwork named(String id) {
        return Arrays.stream(values())
                .filter(network -> network.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("network must be one of %s: '%s'".formatted(ids(), id)));
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(ZooNetwork::id).toList();
    }

    /**
     * A new network with He-initialised weights.
     *
     * @param input {@code [channels, height, width]}
     * @param classes number of logits
     * @param seed of the weights; not 0
     */
    public NetworkGraph create(TensorShape input, int classes, long seed) {
        GraphBuilder builder = new GraphBuilder(id, new NetworkGraph.Input("input", input), new HeInitialiser(seed));
        return build(new Architect(builder), input, classes);
    }

    abstract NetworkGraph build(Architect architect, TensorShape input, int classes);

    /** The recurring pieces of the networks above. */
    private record Architect(GraphBuilder graph) {

        private static final double EPSILON = 1e-5;

        String convRelu(String name, String x, Conv2d conv) {
            return relu(name, graph.add(name, conv, x));
        }

        String denseRelu(String name, String x, Dense dense) {
            return relu(name, graph.add(name, dense, x));
        }

        String convNorm(String name, String x, Conv2d conv) {
            return graph.add(name + ".bn", new BatchNorm(conv.outChannels(), EPSILON), graph.add(name, conv, x));
        }

        String convNormRelu(String name, String x, int in, int out, int stride) {
            return relu(name, convNorm(name, x, new Conv2d(in, out, square(3, stride, 1), 1, false)));
        }

        String residual(String name, String x, int in, int out, int stride) {
            String main = convNormRelu(name + ".conv1", x, in, out, stride);
            main = convNorm(name + ".conv2", main, new Conv2d(out, out, square(3, 1, 1), 1, false));
            String shortcut = in == out && stride == 1
                    ? x
                    : convNorm(name + ".shortcut", x, new Conv2d(in, out, square(1, stride, 0), 1, false));
            return relu(name, graph.add(name + ".add", Elementwise.ADD, main, shortcut));
        }

        private String relu(String name, String x) {
            return graph.add(name + ".relu", new Activation(Activation.Function.RELU), x);
        }
    }
}
