package io.espalier.models.graph;

import io.espalier.models.graph.Arithmetic.Constant;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Arithmetic.ReduceMean;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.ConvTranspose2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The pieces that real networks are made of, each between two images, with everything drawn that can be drawn. */
final class RandomBlocks {

    private final RandomArchitect net;

    RandomBlocks(RandomArchitect net) {
        this.net = net;
    }

    /** One block of any kind that fits the image. */
    String any(String x) {
        return switch (net.draw(0, 21)) {
            case 0 -> convNormActivation(x, net.draw(3, 8));
            case 1, 2 -> residual(x);
            case 3, 4 -> paddedShortcut(x);
            case 5 -> denselyConnected(x);
            case 6 -> depthwise(x);
            case 7 -> grouped(x);
            case 8, 9 -> squeezeAndExcite(x);
            case 10 -> splitAndJoined(x);
            case 11 -> upsampled(x);
            case 12 -> withConstants(x);
            case 13 -> sharing(x);
            case 14 -> spatialAttention(x);
            case 15 -> surrounded(x);
            case 16 -> withItself(x);
            case 17 -> channelsLast(x);
            case 18 -> pooled(x);
            case 19 -> straddling(x);
            case 20 -> lonelyPadding(x);
            default -> fenced(x);
        };
    }

    String convNormActivation(String x, int out) {
        int stride = side(x) >= 8 && net.chance(0.3) ? 2 : 1;
        return activation(norm(net.add(conv(x, out, stride), x)));
    }

    private String residual(String x) {
        boolean project = net.chance(0.5);
        int out = project ? net.draw(3, 8) : net.channels(x);
        int stride = project && side(x) >= 8 && net.chance(0.5) ? 2 : 1;
        String main = activation(norm(net.add(square(x, net.draw(2, 6), 3, stride), x)));
        main = norm(net.add(square(main, out, 3, 1), main));
        String shortcut = project ? norm(net.add(square(x, out, 1, stride), x)) : x;
        return activation(net.add(
                net.chance(0.8) ? Elementwise.ADD : new Elementwise(Elementwise.Kind.SUBTRACT), main, shortcut));
    }

    /** Option A of He et al. 2016: the shortcut skips pixels and is filled up with channels of zeros. */
    private String paddedShortcut(String x) {
        int before = net.draw(0, 2);
        int after = net.draw(before == 0 ? 1 : 0, 2);
        int stride = side(x) >= 8 && net.chance(0.7) ? 2 : 1;
        String main = activation(norm(net.add(square(x, net.draw(2, 6), 3, stride), x)));
        main = norm(net.add(square(main, net.channels(x) + before + after, 3, 1), main));
        String shortcut = x;
        if (stride == 2) {
            Slice.Range rows = new Slice.Range(1, 0, Slice.TO_THE_END, 2);
            shortcut = net.add(new Slice(List.of(rows, new Slice.Range(2, 0, Slice.TO_THE_END, 2))), x);
        }
        shortcut = net.add(channelPad(before, after), shortcut);
        return activation(net.add(Elementwise.ADD, shortcut, main));
    }

    /** Padded channels that nothing is added to. */
    private String lonelyPadding(String x) {
        String padded = net.add(channelPad(net.draw(0, 2), net.draw(1, 2)), x);
        return convNormActivation(net.chance(0.5) ? activation(padded) : padded, net.draw(3, 6));
    }

    private String denselyConnected(String x) {
        String all = x;
        int layers = net.draw(1, 3);
        for (int layer = 0; layer < layers; layer++) {
            String made = net.add(square(all, net.draw(2, 3), 3, 1), activation(norm(all)));
            all = net.add(new Concat(0, 2), all, made);
        }
        return net.add(square(all, net.draw(3, 8), 1, 1), activation(norm(all)));
    }

    private String depthwise(String x) {
        int channels = net.channels(x);
        int multiplier = channels < 6 ? net.draw(1, 2) : 1;
        Conv2d each = new Conv2d(channels, channels * multiplier, Window.square(3, 1, 1), channels, net.chance(0.5));
        String made = activation(norm(net.add(each, x)));
        return norm(net.add(square(made, net.draw(3, 8), 1, 1), made));
    }

    private String grouped(String x) {
        int groups = net.draw(2, 3);
        String in =
                net.channels(x) % groups == 0 ? x : activation(net.add(square(x, groups * net.draw(1, 2), 1, 1), x));
        Conv2d conv =
                new Conv2d(net.channels(in), groups * net.draw(1, 3), Window.square(3, 1, 1), groups, net.chance(0.5));
        return activation(norm(net.add(conv, in)));
    }

    /** Groups of a convolution that read from two layers at once. */
    private String straddling(String x) {
        int first = net.draw(2, 5);
        int second = first % 2 == 0 ? 2 : 3;
        String joined = net.add(
                new Concat(0, 2), net.add(square(x, first, 1, 1), x), activation(net.add(square(x, second, 3, 1), x)));
        int channels = first + second;
        int groups = net.any(2, channels / 2, channels);
        int fitting = channels % groups == 0 ? groups : channels;
        return activation(
                net.add(new Conv2d(channels, fitting * net.draw(1, 2), Window.square(3, 1, 1), fitting, true), joined));
    }

    /** Hu et al. 2018, with the gate written in each of the ways that files have. */
    private String squeezeAndExcite(String x) {
        int channels = net.channels(x);
        int squeezed = net.draw(2, 4);
        String mean =
                net.add(net.chance(0.5) ? new Operator.GlobalAveragePool() : new ReduceMean(List.of(1, 2), true), x);
        String gate;
        if (net.chance(0.5)) {
            gate = activation(net.add(square(mean, squeezed, 1, 1), mean));
            gate = gate(net.add(square(gate, channels, 1, 1), gate));
        } else {
            String flat = net.add(
                    net.chance(0.5) ? new Rearrangement.Flatten() : new Rearrangement.Squeeze(List.of(1, 2)), mean);
            flat = activation(net.add(new Dense(channels, squeezed, true), flat));
            flat = gate(net.add(new Dense(squeezed, channels, net.chance(0.5)), flat));
            gate = net.add(
                    net.any(
                            new Rearrangement.Unsqueeze(List.of(1, 2)),
                            new Rearrangement.Reshape(List.of(-1, 1, 1)),
                            new Rearrangement.Reshape(List.of(channels, 1, 1)),
                            new Rearrangement.Reshape(List.of(Rearrangement.Reshape.COPIED, 1, -1))),
                    flat);
        }
        return net.add(Elementwise.MULTIPLY, net.chance(0.5) ? new String[] {x, gate} : new String[] {gate, x});
    }

    private String splitAndJoined(String x) {
        int channels = net.channels(x);
        if (channels < 2) {
            return convNormActivation(x, 4);
        }
        int cut = net.draw(1, channels - 1);
        String first = net.add(channelSlice(0, cut), x);
        String second = net.add(channelSlice(cut, net.chance(0.5) ? channels : Slice.TO_THE_END), x);
        if (net.chance(0.5)) {
            first = activation(norm(net.add(square(first, net.draw(2, 4), 3, 1), first)));
        }
        String joined = net.chance(0.5)
                ? net.add(new Concat(0, 2), first, second)
                : net.add(new Concat(0, 3), second, first, net.add(channelSlice(0, net.draw(1, cut)), x));
        return net.chance(0.5)
                ? joined
                : net.add(Elementwise.ADD, joined, net.add(square(x, net.channels(joined), 1, 1), x));
    }

    private String upsampled(String x) {
        String small = side(x) > 6 ? pooled(x) : x;
        if (net.chance(0.4)) {
            double scale = net.any(2.0, 1.5);
            Resize.Interpolation interpolation = net.any(
                    Resize.Interpolation.NEAREST_FLOOR,
                    Resize.Interpolation.NEAREST_ROUND_PREFER_FLOOR,
                    Resize.Interpolation.LINEAR);
            Resize.Coordinates coordinates = interpolation == Resize.Interpolation.NEAREST_FLOOR
                    ? Resize.Coordinates.ASYMMETRIC
                    : net.any(Resize.Coordinates.HALF_PIXEL, Resize.Coordinates.ALIGN_CORNERS);
            return convNormActivation(
                    net.add(new Resize(interpolation, coordinates, new Resize.Scale(scale, scale)), small),
                    net.draw(3, 6));
        }
        int channels = net.channels(small);
        int groups = channels % 2 == 0 && net.chance(0.4) ? 2 : 1;
        int kernel = net.draw(2, 3);
        int stride = net.draw(1, 2);
        ConvTranspose2d.Extra extra =
                stride == 2 && net.chance(0.4) ? new ConvTranspose2d.Extra(1, 1) : ConvTranspose2d.Extra.NONE;
        return activation(norm(net.add(
                new ConvTranspose2d(
                        channels,
                        groups * net.draw(2, 4),
                        Window.square(kernel, stride, side(small) < 3 ? 0 : net.draw(0, 1)),
                        extra,
                        groups,
                        net.chance(0.5)),
                small)));
    }

    private String withConstants(String x) {
        TensorShape shape = net.shape(x);
        TensorShape perChannel = TensorShape.image(shape.channels(), 1, 1);
        String scaled = net.add(Elementwise.MULTIPLY, x, net.add(new Constant(perChannel)));
        String moved = net.add(
                new Elementwise(net.any(Elementwise.Kind.ADD, Elementwise.Kind.SUBTRACT)),
                scaled,
                net.add(new Constant(net.any(perChannel, TensorShape.image(1, 1, 1), shape))));
        if (net.chance(0.3)) {
            String twice = net.add(new Constant(perChannel));
            moved = net.add(Elementwise.ADD, net.add(Elementwise.MULTIPLY, twice, moved), twice);
        }
        return activation(moved);
    }

    /** Two convolutions in a row with the same weights. */
    private String sharing(String x) {
        Conv2d conv = square(x, net.channels(x), 3, 1);
        String once = net.add(conv, x);
        String twice = net.addSharing(once, conv, activation(once));
        return net.chance(0.5) ? activation(twice) : activation(net.add(Elementwise.ADD, twice, x));
    }

    /** One channel that is repeated over all. */
    private String spatialAttention(String x) {
        return net.add(Elementwise.MULTIPLY, x, gate(net.add(square(x, 1, 3, 1), x)));
    }

    private String surrounded(String x) {
        Pad.Mode mode = side(x) < 4 ? Pad.Mode.CONSTANT : net.any(Pad.Mode.values());
        Pad pad = new Pad(
                mode,
                List.of(0, 1, net.draw(0, 2)),
                List.of(0, net.draw(0, 2), 1),
                mode == Pad.Mode.CONSTANT ? 0.5 : 0);
        String padded = net.add(pad, x);
        return activation(
                net.add(new Conv2d(net.channels(x), net.draw(3, 6), Window.square(3, 1, 0), 1, true), padded));
    }

    private String withItself(String x) {
        String twice = net.chance(0.5)
                ? net.add(new Concat(0, 2), x, x)
                : net.add(net.any(Elementwise.ADD, Elementwise.MULTIPLY), x, x);
        return net.add(square(twice, net.draw(3, 6), 3, 1), twice);
    }

    /** A dense layer over channels that lie behind the pixels, as in files that were converted from NHWC. */
    private String channelsLast(String x) {
        String last = net.add(new Transpose(List.of(1, 2, 0)), x);
        last = activation(net.add(new Dense(net.channels(x), net.draw(3, 6), net.chance(0.5)), last));
        return net.add(new Transpose(List.of(2, 0, 1)), last);
    }

    private String pooled(String x) {
        if (side(x) < 4) {
            return activation(x);
        }
        boolean average = net.chance(0.5);
        int padding = net.draw(0, 1);
        return net.add(
                new Pool(
                        average ? Pool.Kind.AVERAGE : Pool.Kind.MAX,
                        Window.square(net.draw(2, 3), 2, padding),
                        net.chance(0.3),
                        average && net.chance(0.3)),
                x);
    }

    /** Pieces through which channels cannot be followed. */
    private String fenced(String x) {
        int channels = net.channels(x);
        return switch (net.draw(0, 2)) {
            case 0 -> net.add(Elementwise.MULTIPLY, x, net.add(new ReduceMean(List.of(0), true), x));
            case 1 -> net.add(new Slice(List.of(new Slice.Range(0, 0, Slice.TO_THE_END, 2))), x);
            default -> channels % 2 == 0 ? shuffled(x) : net.add(new Operator.Softmax(net.draw(0, 2)), x);
        };
    }

    /** ShuffleNet's shuffle of channels. */
    private String shuffled(String x) {
        TensorShape shape = net.shape(x);
        String apart =
                net.add(new Rearrangement.Reshape(List.of(2, shape.channels() / 2, shape.height(), shape.width())), x);
        String mixed = net.add(new Transpose(List.of(1, 0, 2, 3)), apart);
        return net.add(new Rearrangement.Reshape(shape.dimensions()), mixed);
    }

    /** What ends a network: logits from an image. */
    String head(String x) {
        int channels = net.channels(x);
        int kind = net.draw(0, 4);
        String features =
                switch (kind) {
                    case 0 -> net.add(new Rearrangement.Flatten(), shrunk(x));
                    case 1 -> net.add(new ReduceMean(List.of(1, 2), false), x);
                    case 2 -> net.add(new Rearrangement.Reshape(List.of(-1)), shrunk(x));
                    case 3 ->
                        net.add(
                                new Rearrangement.Reshape(List.of(channels)),
                                net.add(new Operator.GlobalAveragePool(), x));
                    default -> net.add(new Rearrangement.Flatten(), net.add(new Operator.GlobalAveragePool(), x));
                };
        if (net.chance(0.4)) {
            features = activation(net.add(new Dense(net.channels(features), net.draw(4, 8), true), features));
        }
        String logits = net.add(new Dense(net.channels(features), 10, net.chance(0.8)), features);
        return net.chance(0.2) ? net.add(new Operator.Softmax(), logits) : logits;
    }

    private String shrunk(String x) {
        return side(x) >= 4 ? net.add(new Pool(Pool.Kind.AVERAGE, Window.square(3, 3, 0)), x) : x;
    }

    String activation(String x) {
        return switch (net.draw(0, 9)) {
            case 0 -> net.add(Activation.leakyRelu(0.1), x);
            case 1 -> net.add(Activation.relu6(), x);
            case 2 -> net.add(new Activation(Activation.Function.HARD_SWISH), x);
            case 3 -> net.add(new Activation(net.any(Activation.Function.TANH, Activation.Function.SIGMOID)), x);
            case 4 -> net.add(Activation.clip(-0.5, 1.5), x);
            case 5 -> x;
            default -> net.add(new Activation(Activation.Function.RELU), x);
        };
    }

    private String gate(String x) {
        return net.add(
                net.chance(0.5)
                        ? new Activation(Activation.Function.SIGMOID)
                        : Activation.hardSigmoid(net.any(0.2, 1 / 6.0), 0.5),
                x);
    }

    private String norm(String x) {
        return net.chance(0.6) ? net.add(new Operator.BatchNorm(net.channels(x), 1e-5), x) : x;
    }

    private Conv2d conv(String x, int out, int stride) {
        return net.chance(0.2)
                ? new Conv2d(
                        net.channels(x),
                        out,
                        new Window(
                                new Window.Size(3, net.draw(1, 3)),
                                Window.Size.square(stride),
                                new Window.Padding(2, 1, 1, 2),
                                new Window.Size(1, net.draw(1, 2))),
                        1,
                        true)
                : square(x, out, net.any(1, 3), stride);
    }

    private Conv2d square(String x, int out, int kernel, int stride) {
        return new Conv2d(net.channels(x), out, Window.square(kernel, stride, kernel / 2), 1, net.chance(0.5));
    }

    private static Slice channelSlice(int start, int end) {
        return new Slice(List.of(new Slice.Range(0, start, end, 1)));
    }

    private static Pad channelPad(int before, int after) {
        return new Pad(Pad.Mode.CONSTANT, List.of(before, 0, 0), List.of(after, 0, 0), 0);
    }

    private int side(String x) {
        return Math.min(net.shape(x).height(), net.shape(x).width());
    }

    /** The names of so many blocks' outputs, one behind the other. */
    List<String> chain(String x, int blocks) {
        List<String> made = new ArrayList<>(List.of(x));
        IntStream.range(0, blocks).forEach(block -> made.add(any(made.get(made.size() - 1))));
        return made;
    }
}
