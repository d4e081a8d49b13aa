package io.espalier.models.export;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A layer that makes channels, and what a plan leaves of it.
 *
 * @param module name of its weight without {@code .weight}, which is the module's name in networks from PyTorch; otherwise the node's name
 * @param weight name of its weight
 * @param kind what it is
 * @param coupled number of the set of layers whose outputs go together, position by position
 * @param outputs channels that it makes
 * @param kept positions of those that stay, ascending
 * @param inputs channels that it reads
 * @param keptInputs how many of those stay
 */
public record LayerCut(
        String module,
        String weight,
        Kind kind,
        int coupled,
        int outputs,
        List<Integer> kept,
        int inputs,
        int keptInputs) {

    /** What a layer is. */
    public enum Kind {
        CONVOLUTION,
        /** A convolution of each channel by itself. */
        DEPTHWISE_CONVOLUTION,
        TRANSPOSED_CONVOLUTION,
        DENSE
    }

    public LayerCut {
        kept = List.copyOf(kept);
    }

    /** Whether it makes fewer channels than before. */
    public boolean isNarrower() {
        return kept.size() < outputs;
    }

    /** How many of the outputs go. */
    public int removedCount() {
        return outputs - kept.size();
    }

    /** Positions of the outputs that go, ascending. */
    public List<Integer> removed() {
        Set<Integer> stay = new HashSet<>(kept);
        return IntStream.range(0, outputs)
                .filter(position -> !stay.contains(position))
                .boxed()
                .toList();
    }
}
