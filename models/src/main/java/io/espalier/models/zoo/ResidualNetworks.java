package io.espalier.models.zoo;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Slice;
import java.util.List;

/** The networks of 6n + 2 layers for CIFAR of He et al. 2016, "Deep Residual Learning for Image Recognition", section 4.2. */
final class ResidualNetworks {

    private static final List<Integer> WIDTHS = List.of(16, 32, 64);

    private ResidualNetworks() {}

    /**
     * A stem, three stages and a classifier.
     *
     * @param blocks a stage, the paper's n
     */
    static ZooNetwork.Blueprint of(int blocks, Shortcut shortcut) {
        return (architect, input, classes) -> {
            int channels = WIDTHS.get(0);
            String x =
                    architect.convNormRelu("stem", architect.input(), Architect.conv(input.channels(), channels, 3, 1));
            for (int stage = 1; stage <= WIDTHS.size(); stage++) {
                for (int block = 1; block <= blocks; block++) {
                    int out = WIDTHS.get(stage - 1);
                    x = block(
                            architect,
                            "stage%d.block%d".formatted(stage, block),
                            x,
                            new Change(channels, out, shortcut));
                    channels = out;
                }
            }
            return architect.classified(x, channels, classes);
        };
    }

    /** Where a block's width changes, its image is halved. */
    private record Change(int in, int out, Shortcut shortcut) {

        int stride() {
            return in == out ? 1 : 2;
        }
    }

    private static String block(Architect architect, String name, String x, Change change) {
        String main = architect.convNormRelu(
                name + ".conv1", x, Architect.conv(change.in(), change.out(), 3, change.stride()));
        main = architect.convNorm(name + ".conv2", main, Architect.conv(change.out(), change.out(), 3, 1));
        if (change.shortcut() == Shortcut.NONE) {
            return architect.relu(name, main);
        }
        String around = change.stride() == 1 ? x : around(architect, name + ".shortcut", x, change);
        return architect.relu(name, architect.add(name + ".add", Elementwise.ADD, main, around));
    }

    private static String around(Architect architect, String name, String x, Change change) {
        if (change.shortcut() == Shortcut.PROJECTED) {
            return architect.convNorm(name, x, Architect.conv(change.in(), change.out(), 1, change.stride()));
        }
        Slice.Range rows = new Slice.Range(1, 0, Slice.TO_THE_END, change.stride());
        Slice.Range columns = new Slice.Range(2, 0, Slice.TO_THE_END, change.stride());
        int before = (change.out() - change.in()) / 2;
        int after = change.out() - change.in() - before;
        return architect.add(
                name,
                new Pad(Pad.Mode.CONSTANT, List.of(before, 0, 0), List.of(after, 0, 0), 0),
                architect.add(name + ".pixels", new Slice(List.of(rows, columns)), x));
    }
}
