package io.espalier.models.zoo;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.GlobalAveragePool;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;

/** Networks of depthwise convolutions. */
final class MobileNets {

    private MobileNets() {}

    /**
     * A row of equal blocks, as the papers' tables have them.
     *
     * @param expansion factor of the width inside a block
     * @param stride of the first block
     */
    private record Stage(int expansion, int out, int blocks, int stride, int kernel) {}

    /** MobileNetV1; {@code stemStride} 2 for photographs, 1 for images of 32 pixels. */
    static ZooNetwork.Blueprint v1(int stemStride) {
        List<Integer> widths = List.of(64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024);
        return (architect, input, classes) -> {
            int channels = 32;
            String x = architect.convNormRelu(
                    "stem", architect.input(), Architect.conv(input.channels(), channels, 3, stemStride));
            for (int block = 1; block <= widths.size(); block++) {
                int out = widths.get(block - 1);
                // Where the width doubles the image is halved, but for the first block.
                int stride = block > 1 && out > channels ? 2 : 1;
                String name = "block" + block;
                x = architect.convNormRelu(name + ".depthwise", x, Architect.depthwise(channels, 3, stride));
                x = architect.convNormRelu(name + ".pointwise", x, Architect.conv(channels, out, 1, 1));
                channels = out;
            }
            return architect.classified(x, channels, classes);
        };
    }

    /** MobileNetV2; {@code firstStride} 2 for photographs, 1 for images of 32 pixels, in the stem and the second stage. */
    static ZooNetwork.Blueprint v2(int firstStride) {
        List<Stage> stages = List.of(
                new Stage(1, 16, 1, 1, 3),
                new Stage(6, 24, 2, firstStride, 3),
                new Stage(6, 32, 3, 2, 3),
                new Stage(6, 64, 4, 2, 3),
                new Stage(6, 96, 3, 1, 3),
                new Stage(6, 160, 3, 2, 3),
                new Stage(6, 320, 1, 1, 3));
        return (architect, input, classes) ->
                new Inverted(architect, false).network(input, firstStride, stages, classes);
    }

    static NetworkGraph efficientNetLite(Architect architect, TensorShape input, int classes) {
        List<Stage> stages = List.of(
                new Stage(1, 16, 1, 1, 3),
                new Stage(6, 24, 2, 2, 3),
                new Stage(6, 40, 2, 2, 5),
                new Stage(6, 80, 3, 2, 3),
                new Stage(6, 112, 3, 1, 5),
                new Stage(6, 192, 4, 2, 5),
                new Stage(6, 320, 1, 1, 3));
        return new Inverted(architect, true).network(input, 2, stages, classes);
    }

    /** Inverted residual blocks (Sandler et al. 2018, section 3.3), with a gate behind the depthwise convolution if asked. */
    private record Inverted(Architect architect, boolean gated) {

        private static final int STEM = 32;
        private static final int LAST = 1280;

        NetworkGraph network(TensorShape input, int stemStride, List<Stage> stages, int classes) {
            String x = architect.convNormRelu6(
                    "stem", architect.input(), Architect.conv(input.channels(), STEM, 3, stemStride));
            int channels = STEM;
            for (int stage = 1; stage <= stages.size(); stage++) {
                Stage repeated = stages.get(stage - 1);
                for (int block = 1; block <= repeated.blocks(); block++) {
                    String name = "stage%d.block%d".formatted(stage, block);
                    x = block(name, x, channels, block == 1 ? repeated : again(repeated));
                    channels = repeated.out();
                }
            }
            x = architect.convNormRelu6("last", x, Architect.conv(channels, LAST, 1, 1));
            return architect.classified(x, LAST, classes);
        }

        private static Stage again(Stage first) {
            return new Stage(first.expansion(), first.out(), first.blocks(), 1, first.kernel());
        }

        private String block(String name, String x, int in, Stage stage) {
            int inner = in * stage.expansion();
            String main = x;
            if (stage.expansion() > 1) {
                main = architect.convNormRelu6(name + ".expand", main, Architect.conv(in, inner, 1, 1));
            }
            main = architect.convNormRelu6(
                    name + ".depthwise", main, Architect.depthwise(inner, stage.kernel(), stage.stride()));
            if (gated) {
                main = gate(name + ".se", main, inner, in / 4);
            }
            main = architect.convNorm(name + ".project", main, Architect.conv(inner, stage.out(), 1, 1));
            return in == stage.out() && stage.stride() == 1
                    ? architect.add(name + ".add", Elementwise.ADD, main, x)
                    : main;
        }

        /** Squeeze-and-excite (Hu et al. 2018), squeezed to a quarter of the block's input as in EfficientNet. */
        private String gate(String name, String x, int channels, int squeezed) {
            String mean = architect.add(name + ".pool", new GlobalAveragePool(), x);
            String reduced = architect.convRelu(name + ".reduce", mean, pointwise(channels, squeezed));
            String gate = architect.add(name + ".expand", pointwise(squeezed, channels), reduced);
            gate = architect.add(name + ".gate", Activation.hardSigmoid(1 / 6.0, 0.5), gate);
            return architect.add(name + ".scale", Elementwise.MULTIPLY, x, gate);
        }

        private static Conv2d pointwise(int in, int out) {
            return new Conv2d(in, out, Window.square(1, 1, 0), 1, true);
        }
    }
}
