package io.espalier.models.reconstruction;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.Arrays;

/**
 * The inputs that reach an output position of a transposed convolution, by the tap through which they do. With a stride, only some taps
 * reach a position, the others get 0, as if the input had been stuffed with zeros; which ones depends on the position's phase, i.e. its row
 * and column modulo the stride.
 */
record StuffedPatches(TensorShape input, TensorShape output, Window window) implements PatchReader {

    @Override
    public int taps() {
        return window.taps();
    }

    @Override
    public int features() {
        return input.channels() * window.taps();
    }

    @Override
    public int positions() {
        return output.positions();
    }

    @Override
    public int phases() {
        return window.stride().height() * window.stride().width();
    }

    @Override
    public void read(float[] batch, int image, int position, double[] row) {
        Arrays.fill(row, 0);
        int taps = window.taps();
        int pixels = input.positions();
        int top = position / output.width() + window.padding().top();
        int left = position % output.width() + window.padding().left();
        for (int tap = 0; tap < taps; tap++) {
            int y = top - tap / window.kernel().width() * window.dilation().height();
            int x = left - tap % window.kernel().width() * window.dilation().width();
            int inputRow = source(y, window.stride().height(), input.height());
            int inputColumn = source(x, window.stride().width(), input.width());
            if (inputRow >= 0 && inputColumn >= 0) {
                int pixel = image * input.channels() * pixels + inputRow * input.width() + inputColumn;
                for (int channel = 0; channel < input.channels(); channel++) {
                    row[channel * taps + tap] = batch[pixel + channel * pixels];
                }
            }
        }
    }

    /** The input row or column at a place of the stuffed input, or -1 if there is a zero. */
    private static int source(int stuffed, int stride, int size) {
        return stuffed >= 0 && stuffed % stride == 0 && stuffed / stride < size ? stuffed / stride : -1;
    }
}
