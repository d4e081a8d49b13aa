package io.espalier.models.onnx;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;

/** Strides, dilations and padding as ONNX says them, into our windows. */
final class OnnxWindows {

    private OnnxWindows() {}

    /** @throws IllegalArgumentException if there is none */
    static List<Integer> kernel(OnnxNode node) {
        List<Integer> kernel = node.integers("kernel_shape")
                .orElseThrow(() -> new IllegalArgumentException("must have a kernel_shape"));
        if (kernel.size() != 2) {
            throw new UnknownFormException("slides along %d axes".formatted(kernel.size()));
        }
        return kernel;
    }

    /**
     * The window of a convolution or a pooling.
     *
     * @param scope is told if the padding depends on the size of the input
     */
    static Window of(OnnxNode node, Window.Size kernel, TensorShape input, OnnxScope scope) {
        String auto = node.text("auto_pad", "NOTSET");
        Window.Size stride = OnnxNode.size(node.integers("strides", List.of(1, 1)));
        Window.Size dilation = OnnxNode.size(node.integers("dilations", List.of(1, 1)));
        List<Integer> pads = node.integers("pads", List.of(0, 0, 0, 0));
        Window.Padding padding =
                switch (auto) {
                    case "NOTSET" -> padding(pads);
                    case "VALID" -> Window.Padding.NONE;
                    case "SAME_UPPER", "SAME_LOWER" -> {
                        if (stride.height() > 1 || stride.width() > 1) {
                            scope.dependsOnSize();
                        }
                        int down = same(input.height(), kernel.height(), stride.height(), dilation.height());
                        int across = same(input.width(), kernel.width(), stride.width(), dilation.width());
                        yield split(down, across, auto.equals("SAME_UPPER"));
                    }
                    default -> throw new IllegalArgumentException("auto_pad must be one that ONNX has: " + auto);
                };
        return new Window(kernel, stride, padding, dilation);
    }

    static Window.Padding padding(List<Integer> pads) {
        if (pads.stream().anyMatch(pad -> pad < 0)) {
            throw new UnknownFormException("has negative padding");
        }
        return new Window.Padding(pads.get(0), pads.get(1), pads.get(2), pads.get(3));
    }

    /** Rows or columns on both sides together; what is odd goes behind ("upper") or before. */
    static Window.Padding split(int down, int across, boolean upper) {
        int top = upper ? down / 2 : down - down / 2;
        int left = upper ? across / 2 : across - across / 2;
        return new Window.Padding(top, left, down - top, across - left);
    }

    private static int same(int size, int kernel, int stride, int dilation) {
        long outputs = ((long) size + stride - 1) / stride;
        long needed = (outputs - 1) * stride + (long) (kernel - 1) * dilation + 1;
        return Math.toIntExact(Math.max(0, needed - size));
    }
}
