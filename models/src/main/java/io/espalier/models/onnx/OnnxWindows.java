package io.espalier.models.onnx;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;

/** The parts of pooling windows in which ONNX can say more than we can. */
final class OnnxWindows {

    private OnnxWindows() {}

    static List<Integer> kernel(OnnxNode node) {
        List<Integer> kernel = node.integers("kernel_shape", List.of(0, 0));
        if (kernel.contains(0)) {
            throw new IllegalArgumentException("must have a kernel_shape");
        }
        return kernel;
    }

    /** Rounding up is refused only where it would make another size. */
    static void requireFloor(boolean ceil, Window window, TensorShape input) {
        Window.Padding padding = window.padding();
        int restDown = rest(
                input.height() + padding.top() + padding.bottom(),
                window.kernel().height(),
                window.dilation().height(),
                window.stride().height());
        int restAcross = rest(
                input.width() + padding.left() + padding.right(),
                window.kernel().width(),
                window.dilation().width(),
                window.stride().width());
        if (ceil && (restDown != 0 || restAcross != 0)) {
            throw new IllegalArgumentException("must round its output size down: ceil_mode is 1");
        }
    }

    private static int rest(int padded, int kernel, int dilation, int stride) {
        return (padded - dilation * (kernel - 1) - 1) % stride;
    }
}
