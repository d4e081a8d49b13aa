package io.espalier.models.reconstruction;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.Arrays;

/** The patches under the window of a convolution; 0 in the padding. */
record WindowPatches(TensorShape input, TensorShape output, Window window) implements PatchReader {

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
        return 1;
    }

    @Override
    public void read(float[] batch, int image, int position, double[] row) {
        Arrays.fill(row, 0);
        int taps = window.taps();
        int pixels = input.positions();
        int top = position / output.width() * window.stride().height()
                - window.padding().top();
        int left = position % output.width() * window.stride().width()
                - window.padding().left();
        for (int tap = 0; tap < taps; tap++) {
            int y = top + tap / window.kernel().width() * window.dilation().height();
            int x = left + tap % window.kernel().width() * window.dilation().width();
            if (y >= 0 && y < input.height() && x >= 0 && x < input.width()) {
                int pixel = image * input.channels() * pixels + y * input.width() + x;
                for (int channel = 0; channel < input.channels(); channel++) {
                    row[channel * taps + tap] = batch[pixel + channel * pixels];
                }
            }
        }
    }
}
