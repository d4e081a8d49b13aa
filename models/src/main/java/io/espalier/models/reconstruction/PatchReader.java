package io.espalier.models.reconstruction;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Reads from a layer's input the rows that the layer multiplies with its weights, one for each output position: its features are input
 * channel after input channel, and tap after tap within one, as in the weight {@code [outputs, channels, taps]}.
 */
sealed interface PatchReader permits WindowPatches, StuffedPatches, SequenceRows {

    /** Features of one input channel: the window's taps, 1 for a dense layer. */
    int taps();

    /** Values in a row. */
    int features();

    /** Rows of one image. */
    int positions();

    /** How many kinds of positions there are that never see the same taps; so many times more rows are drawn. */
    int phases();

    /**
     * Reads the row behind one output position.
     *
     * @param batch the input tensor, image after image
     * @param row takes {@link #features()} values
     */
    void read(float[] batch, int image, int position, double[] row);

    /** The reader of a layer each of whose outputs depends on all input channels; empty for all other nodes. */
    static Optional<PatchReader> of(NetworkGraph graph, Node node) {
        if (node.operator() instanceof Operator.Dense dense) {
            int positions = graph.inputShapes(node).get(0).size() / dense.inFeatures();
            return Optional.of(new SequenceRows(dense.inFeatures(), positions));
        }
        if (node.operator() instanceof Operator.Conv2d conv && conv.groups() == 1) {
            TensorShape input = graph.inputShapes(node).get(0);
            return Optional.of(new WindowPatches(input, graph.shape(node.name()), conv.window()));
        }
        if (node.operator() instanceof Operator.ConvTranspose2d conv && conv.groups() == 1) {
            TensorShape input = graph.inputShapes(node).get(0);
            return Optional.of(new StuffedPatches(input, graph.shape(node.name()), conv.window()));
        }
        return Optional.empty();
    }

    /** So many different output positions of each phase on average, or all of them if there are not more; ascending. */
    default Set<Integer> drawPositions(int perPhase, RandomGenerator random) {
        int count = (int) Math.min((long) perPhase * phases(), positions());
        Set<Integer> drawn = new TreeSet<>();
        while (drawn.size() < count) {
            drawn.add(count < positions() ? random.nextInt(positions()) : drawn.size());
        }
        return drawn;
    }
}
