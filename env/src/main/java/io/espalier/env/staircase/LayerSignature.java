package io.espalier.env.staircase;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.ConvTranspose2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.Optional;

/**
 * Everything of a layer but its channel counts: two layers of one signature and equal counts take the same time. A bias is always there,
 * because a batch norm that is folded into a convolution leaves one.
 *
 * @param operator with one channel in and out; of a grouped convolution with the channels of one group
 * @param grouped whether the number of groups is what changes
 * @param input shape of what it reads, with one channel
 */
record LayerSignature(Operator operator, boolean grouped, TensorShape input) {

    /** The signature of a node with a weight; empty for one that we cannot make alone. */
    static Optional<LayerSignature> of(NetworkGraph graph, Node node) {
        TensorShape input = graph.inputShapes(node).get(0);
        if (node.operator() instanceof Conv2d conv) {
            int in = conv.groups() == 1 ? 1 : conv.inChannels() / conv.groups();
            int out = conv.groups() == 1 ? 1 : conv.outChannels() / conv.groups();
            return Optional.of(new LayerSignature(
                    new Conv2d(in, out, conv.window(), 1, true), conv.groups() > 1, input.with(0, 1)));
        }
        if (node.operator() instanceof ConvTranspose2d conv) {
            int in = conv.groups() == 1 ? 1 : conv.inChannels() / conv.groups();
            int out = conv.groups() == 1 ? 1 : conv.outChannels() / conv.groups();
            return Optional.of(new LayerSignature(
                    new ConvTranspose2d(in, out, conv.window(), conv.extra(), 1, true),
                    conv.groups() > 1,
                    input.with(0, 1)));
        }
        if (node.operator() instanceof Dense) {
            return Optional.of(new LayerSignature(new Dense(1, 1, true), false, input.with(input.rank() - 1, 1)));
        }
        return Optional.empty();
    }

    /** The operator between so many channels; {@code in} is not asked of a grouped one. */
    Operator between(int in, int out) {
        if (operator instanceof Conv2d conv) {
            int groups = grouped ? groups(conv.outChannels(), out) : 1;
            return grouped
                    ? conv.withChannels(conv.inChannels() * groups, conv.outChannels() * groups, groups)
                    : conv.withChannels(in, out, 1);
        }
        if (operator instanceof ConvTranspose2d conv) {
            int groups = grouped ? groups(conv.outChannels(), out) : 1;
            return grouped
                    ? conv.withChannels(conv.inChannels() * groups, conv.outChannels() * groups, groups)
                    : conv.withChannels(in, out, 1);
        }
        return ((Dense) operator).withFeatures(in, out);
    }

    /** What it reads between so many channels. */
    TensorShape inputBetween(int in, int out) {
        if (operator instanceof Dense) {
            return input.with(input.rank() - 1, in);
        }
        Operator made = between(in, out);
        return input.with(0, made instanceof Conv2d conv ? conv.inChannels() : ((ConvTranspose2d) made).inChannels());
    }

    /** Multiply-accumulates between so many channels. */
    long macs(int in, int out) {
        return between(in, out).macs(java.util.List.of(inputBetween(in, out)));
    }

    private static int groups(int perGroup, int out) {
        return Math.max(1, out / perGroup);
    }

    /** One line that says it all, the same for equal signatures. */
    String key() {
        if (operator instanceof Conv2d conv) {
            return "conv " + window(conv.window()) + groups(conv.inChannels(), conv.outChannels(), true) + at();
        }
        if (operator instanceof ConvTranspose2d conv) {
            return "conv-transpose "
                    + window(conv.window())
                    + " extra %dx%d"
                            .formatted(conv.extra().height(), conv.extra().width())
                    + groups(conv.inChannels(), conv.outChannels(), true)
                    + at();
        }
        return "dense" + at();
    }

    private String at() {
        return " at "
                + input.dimensions().stream()
                        .map(String::valueOf)
                        .reduce((a, b) -> a + "x" + b)
                        .orElse("");
    }

    private String groups(int in, int out, boolean named) {
        return grouped && named ? " in groups of %d to %d".formatted(in, out) : "";
    }

    private static String window(Window window) {
        return "%dx%d stride %dx%d padding %d,%d,%d,%d dilation %dx%d"
                .formatted(
                        window.kernel().height(),
                        window.kernel().width(),
                        window.stride().height(),
                        window.stride().width(),
                        window.padding().top(),
                        window.padding().left(),
                        window.padding().bottom(),
                        window.padding().right(),
                        window.dilation().height(),
                        window.dilation().width());
    }
}
