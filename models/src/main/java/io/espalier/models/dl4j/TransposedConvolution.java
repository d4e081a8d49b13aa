package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A transposed convolution as what it is: zeros between and around the pixels, then an ordinary convolution with the kernel turned by 180
 * degrees (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4). So it has both layouts, groups,
 * uneven padding and oneDNN, none of which DL4J's own layer has.
 */
final class TransposedConvolution {

    private TransposedConvolution() {}

    /** The ordinary convolution over what was spread. */
    static Operator.Conv2d ordinary(Operator.ConvTranspose2d operator) {
        Window window = operator.window();
        return new Operator.Conv2d(
                operator.inChannels(),
                operator.outChannels(),
                new Window(window.kernel(), Window.Size.square(1), Window.Padding.NONE, window.dilation()),
                operator.groups(),
                operator.bias());
    }

    /** What the ordinary convolution reads. */
    static TensorShape spreadShape(Operator.ConvTranspose2d operator, TensorShape input) {
        TensorShape output = operator.outputShape(java.util.List.of(input));
        Window window = operator.window();
        return TensorShape.image(
                input.channels(),
                output.height() + window.dilation().height() * (window.kernel().height() - 1),
                output.width() + window.dilation().width() * (window.kernel().width() - 1));
    }

    /** Rows above the first pixel; negative if some pixels are cut. */
    static int above(Operator.ConvTranspose2d operator) {
        Window window = operator.window();
        return window.dilation().height() * (window.kernel().height() - 1)
                - window.padding().top();
    }

    /** Columns left of the first pixel; negative if some pixels are cut. */
    static int left(Operator.ConvTranspose2d operator) {
        Window window = operator.window();
        return window.dilation().width() * (window.kernel().width() - 1)
                - window.padding().left();
    }

    /** A weight {@code [out, in, kernelHeight, kernelWidth]} with every kernel turned. */
    static INDArray turned(INDArray weight) {
        float[] values = HostArrays.floats(weight);
        int taps = Math.toIntExact(weight.size(2) * weight.size(3));
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i / taps * taps + taps - 1 - i % taps] = values[i];
        }
        return HostArrays.of(turned, weight.shape());
    }
}
