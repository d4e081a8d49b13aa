package io.espalier.models.zoo;

import static io.espalier.models.graph.Window.square;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.TensorShape;
import java.util.List;

/** Networks that are one chain of layers, and DenseNet, whose chain remembers all that went before. */
final class ChainNetworks {

    private static final int PAIR = 2;

    private ChainNetworks() {}

    static NetworkGraph lenet5(Architect architect, TensorShape input, int classes) {
        int padding = input.height() < 32 ? 2 : 0;
        String x = architect.convRelu(
                "conv1", architect.input(), new Conv2d(input.channels(), 6, square(5, 1, padding), 1, true));
        x = maxPool(architect, "pool1", x);
        x = architect.convRelu("conv2", x, new Conv2d(6, 16, square(5, 1, 0), 1, true));
        x = maxPool(architect, "pool2", x);
        x = architect.add("flatten", new Flatten(), x);
        int side = ((input.height() + 2 * padding - 4) / 2 - 4) / 2;
        int width = ((input.width() + 2 * padding - 4) / 2 - 4) / 2;
        x = architect.denseRelu("fc1", x, new Dense(16 * side * width, 120, true));
        x = architect.denseRelu("fc2", x, new Dense(120, 84, true));
        return architect.graph().build(architect.add("fc3", new Dense(84, classes, true), x));
    }

    static NetworkGraph vgg16(Architect architect, TensorShape input, int classes) {
        List<List<Integer>> stages = List.of(
                List.of(64, 64),
                List.of(128, 128),
                List.of(256, 256, 256),
                List.of(512, 512, 512),
                List.of(512, 512, 512));
        String x = architect.input();
        int channels = input.channels();
        for (int stage = 1; stage <= stages.size(); stage++) {
            List<Integer> widths = stages.get(stage - 1);
            for (int layer = 1; layer <= widths.size(); layer++) {
                int out = widths.get(layer - 1);
                x = architect.convNormRelu(
                        "stage%d.conv%d".formatted(stage, layer), x, Architect.conv(channels, out, 3, 1));
                channels = out;
            }
            x = maxPool(architect, "stage%d.pool".formatted(stage), x);
        }
        return architect.classified(x, channels, classes);
    }

    static NetworkGraph denseNet40(Architect architect, TensorShape input, int classes) {
        int layers = 12;
        int growth = 12;
        int channels = 16;
        String x = architect.add("stem", Architect.conv(input.channels(), channels, 3, 1), architect.input());
        for (int block = 1; block <= 3; block++) {
            for (int layer = 1; layer <= layers; layer++) {
                String name = "block%d.layer%d".formatted(block, layer);
                String made = architect.add(
                        name, Architect.conv(channels, growth, 3, 1), normRelu(architect, name, x, channels));
                x = architect.add(name + ".concat", new Concat(0, PAIR), x, made);
                channels += growth;
            }
            if (block < 3) {
                String name = "transition" + block;
                x = architect.add(
                        name, Architect.conv(channels, channels, 1, 1), normRelu(architect, name, x, channels));
                x = architect.add(name + ".pool", new Pool(Pool.Kind.AVERAGE, square(2, 2, 0)), x);
            }
        }
        return architect.classified(normRelu(architect, "last", x, channels), channels, classes);
    }

    private static String normRelu(Architect architect, String name, String x, int channels) {
        return architect.relu(name, architect.norm(name, x, channels));
    }

    private static String maxPool(Architect architect, String name, String x) {
        return architect.add(name, new Pool(Pool.Kind.MAX, square(2, 2, 0)), x);
    }
}
