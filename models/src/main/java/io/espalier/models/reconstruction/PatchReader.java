package io.espalier.models.reconstruction;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Reads from a layer's input the rows that the layer multiplies with its weights. A dense layer is a 1x1 convolution over one position.
 *
 * @param node the layer
 * @param input shape of its input; a vector counts as channels of one pixel
 * @param output shape of its output
 * @param window what a row covers
 */
record PatchReader(Node node, TensorShape input, TensorShape output, Window window) {

    static PatchReader of(NetworkGraph graph, Node node) {
        Window window = node.operator() instanceof Operator.Conv2d conv ? conv.window() : Window.square(1, 1, 0);
        return new PatchReader(node, graph.inputShapes(node).get(0), graph.shape(node.name()), window);
    }

    int features() {
        return input.channels() * window.taps();
    }

    /** So many different output positions, or all of them if there are not more; ascending. */
    Set<Integer> drawPositions(int count, RandomGenerator random) {
        Set<Integer> drawn = new TreeSet<>();
        while (drawn.size() < Math.min(count, output.positions())) {
            drawn.add(count < output.positions() ? random.nextInt(output.positions()) : drawn.size());
        }
        return drawn;
    }

    /**
     * Reads the row behind one output position.
     *
     * @param batch the input tensor, image after image
     * @param row takes {@link #features()} values
     */
    void read(double[] batch, int image, int position, double[] row) {
        Arrays.fill(row, 0);
        int top = position / output.width() * window.stride().height()
                - window.padding().top();
        int left = position % output.width() * window.stride().width()
                - window.padding().left();
        for (int tap = 0; tap < window.taps(); tap++) {
            int y = top + tap / window.kernel().width() * window.dilation().height();
            int x = left + tap % window.kernel().width() * window.dilation().width();
            if (y >= 0 && y < input.height() && x >= 0 && x < input.width()) {
                int pixel = image * input.size() + y * input.width() + x;
                for (int channel = 0; channel < input.channels(); channel++) {
                    row[channel * window.taps() + tap] = batch[pixel + channel * input.positions()];
                }
            }
        }
    }
}
