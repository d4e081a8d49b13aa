package io.espalier.env.lanes;

import io.espalier.env.kernel.Convolution;
import io.espalier.env.kernel.Lanewise;
import io.espalier.env.kernel.Lanewise.Written;
import io.espalier.env.kernel.Planes;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes of each chain of nodes the step that computes it. */
final class Steps implements Operator.Cases<Runnable> {

    private final NetworkGraph graph;
    private final Memory memory;
    private final Chain chain;
    private final Node node;
    private final String output;

    private Steps(NetworkGraph graph, Memory memory, Chain chain) {
        this.graph = graph;
        this.memory = memory;
        this.chain = chain;
        this.node = chain.first();
        this.output = chain.output();
    }

    static List<Runnable> of(NetworkGraph graph, List<Chain> chains, Memory memory) {
        return chains.stream()
                .map(chain -> chain.first().operator().match(new Steps(graph, memory, chain)))
                .toList();
    }

    /** Whether there is a step for each node. */
    static boolean supports(NetworkGraph graph) {
        return graph.nodes().stream().allMatch(node -> supports(graph, node));
    }

    private static boolean supports(NetworkGraph graph, Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Dense) {
            return graph.shape(node.name()).isVector();
        }
        if (operator instanceof Operator.Activation activation) {
            return activation.function() != Function.TANH && activation.function() != Function.SIGMOID;
        }
        return !(operator instanceof Operator.ConvTranspose2d
                || operator instanceof Operator.Softmax
                || operator instanceof Rearrangement.Resize
                || operator instanceof Opaque);
    }

    @Override
    public Runnable conv2d(Operator.Conv2d conv) {
        return convolution(conv);
    }

    /** A convolution of one position. */
    @Override
    public Runnable dense(Operator.Dense dense) {
        return convolution(
                new Operator.Conv2d(dense.inFeatures(), dense.outFeatures(), Window.square(1, 1, 0), 1, dense.bias()));
    }

    private Runnable convolution(Operator.Conv2d conv) {
        float[] weight = graph.values(node, Roles.WEIGHT).values().clone();
        float[] bias = conv.bias() ? graph.values(node, Roles.BIAS).values().clone() : new float[conv.outChannels()];
        chain.norm().ifPresent(norm -> {
            Affine affine = Affine.of(graph, norm);
            int products = weight.length / bias.length;
            for (int i = 0; i < weight.length; i++) {
                weight[i] = (float) (weight[i] * affine.scale()[i / products]);
            }
            for (int i = 0; i < bias.length; i++) {
                bias[i] = (float) (bias[i] * affine.scale()[i] + affine.shift()[i]);
            }
        });
        Planes other = chain.other().map(memory::planes).orElse(null);
        float[] added = chain.other().map(any -> memory.values()).orElse(null);
        Convolution convolution = Convolution.of(
                conv,
                FloatArray.of(weight, List.of(weight.length)),
                FloatArray.of(bias, List.of(bias.length)),
                new Convolution.Tensors(in(0), out(), other, memory.scratch()),
                chain.bounds());
        float[] from = memory.values();
        float[] to = memory.values();
        return () -> convolution.run(from, added, to);
    }

    /** What a batch norm does to each channel, in double precision. */
    private static final class Affine {

        private final double[] scale;
        private final double[] shift;

        private Affine(double[] scale, double[] shift) {
            this.scale = scale;
            this.shift = shift;
        }

        static Affine of(NetworkGraph graph, Node node) {
            Operator.BatchNorm norm = (Operator.BatchNorm) node.operator();
            float[] gamma = graph.values(node, Roles.SCALE).values();
            float[] beta = graph.values(node, Roles.SHIFT).values();
            float[] mean = graph.values(node, Roles.MEAN).values();
            float[] variance = graph.values(node, Roles.VARIANCE).values();
            double[] scale = new double[norm.channels()];
            double[] shift = new double[norm.channels()];
            for (int i = 0; i < scale.length; i++) {
                scale[i] = gamma[i] / Math.sqrt(variance[i] + norm.epsilon());
                shift[i] = beta[i] - mean[i] * scale[i];
            }
            return new Affine(scale, shift);
        }

        double[] scale() {
            return scale;
        }

        double[] shift() {
            return shift;
        }
    }

    @Override
    public Runnable batchNorm(Operator.BatchNorm norm) {
        Affine affine = Affine.of(graph, node);
        float[] scale = floats(affine.scale());
        float[] shift = floats(affine.shift());
        float[] from = memory.values();
        int[] read = Offsets.all(in(0));
        Written written = written();
        return () -> Lanewise.affine(from, read, scale, shift, written);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public Runnable activation(Operator.Activation activation) {
        float[] from = memory.values();
        int[] read = Offsets.all(in(0));
        Written written = written();
        return () -> Lanewise.activate(activation, from, read, written);
    }

    @Override
    public Runnable pool(Operator.Pool pool) {
        Offsets.Taken taken = Offsets.windows(pool, in(0), out());
        if (pool.kind() == Operator.Pool.Kind.AVERAGE) {
            return mean(taken);
        }
        float[] from = memory.values();
        Written written = written();
        int[] read = taken.values();
        int[] starts = taken.starts();
        return () -> Lanewise.max(from, read, starts, written);
    }

    @Override
    public Runnable globalAveragePool(Operator.GlobalAveragePool pool) {
        return mean(Offsets.alongAxes(shape(0), in(0), List.of(1, 2)));
    }

    @Override
    public Runnable reduceMean(Arithmetic.ReduceMean reduce) {
        return mean(Offsets.alongAxes(shape(0), in(0), reduce.axes()));
    }

    private Runnable mean(Offsets.Taken taken) {
        float[] from = memory.values();
        Written written = written();
        int[] read = taken.values();
        int[] starts = taken.starts();
        int[] counts = taken.counts();
        return () -> Lanewise.mean(from, read, starts, counts, written);
    }

    @Override
    public Runnable elementwise(Arithmetic.Elementwise elementwise) {
        TensorShape to = graph.shape(output);
        float[] a = memory.values();
        float[] b = memory.values();
        int[] fromA = Offsets.broadcast(shape(0), in(0), to);
        int[] fromB = Offsets.broadcast(shape(1), in(1), to);
        Written written = written();
        return () -> Lanewise.combine(elementwise.kind(), a, fromA, b, fromB, written);
    }

    /** Written here and now, and never again. */
    @Override
    public Runnable constant(Arithmetic.Constant constant) {
        float[] values = graph.values(node, Roles.VALUE).values();
        int[] to = Offsets.all(out());
        for (int i = 0; i < to.length; i++) {
            Lanewise.fill(values[i], memory.values(), new int[] {to[i]});
        }
        return () -> {};
    }

    @Override
    public Runnable concat(Rearrangement.Concat concat) {
        List<Runnable> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < concat.inputCount(); i++) {
            float[] from = memory.values();
            float[] to = memory.values();
            int[] read = Offsets.all(in(i));
            int[] write = Offsets.shifted(shape(i), graph.shape(output), out(), concat.axis(), start);
            parts.add(() -> Lanewise.copy(from, read, to, write));
            start += shape(i).size(concat.axis());
        }
        return () -> parts.forEach(Runnable::run);
    }

    @Override
    public Runnable slice(Rearrangement.Slice slice) {
        TensorShape input = shape(0);
        return moved(
                place -> slice.ranges()
                        .forEach(range -> place[range.axis()] = range.start() + place[range.axis()] * range.step()),
                input);
    }

    @Override
    public Runnable pad(Rearrangement.Pad pad) {
        TensorShape input = shape(0);
        if (pad.mode() != Rearrangement.Pad.Mode.CONSTANT) {
            return moved(
                    place -> IntStream.range(0, place.length)
                            .forEach(axis -> place[axis] = inside(
                                    pad.mode(), place[axis] - pad.before().get(axis), input.size(axis))),
                    input);
        }
        int[] whole = Offsets.all(out());
        float[] from = memory.values();
        float[] to = memory.values();
        int[] read = Offsets.all(in(0));
        int[] write = Offsets.of(input, graph.shape(output), out(), place -> IntStream.range(0, place.length)
                .forEach(axis -> place[axis] += pad.before().get(axis)));
        return () -> {
            Lanewise.fill((float) pad.value(), to, whole);
            Lanewise.copy(from, read, to, write);
        };
    }

    private static int inside(Rearrangement.Pad.Mode mode, int wanted, int size) {
        if (mode == Rearrangement.Pad.Mode.EDGE) {
            return Math.max(0, Math.min(size - 1, wanted));
        }
        int mirrored = Math.abs(wanted);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }

    @Override
    public Runnable transpose(Rearrangement.Transpose transpose) {
        return moved(
                place -> {
                    int[] old = place.clone();
                    for (int axis = 0; axis < old.length; axis++) {
                        place[transpose.order().get(axis)] = old[axis];
                    }
                },
                shape(0));
    }

    /** Each value of the output is that of the input whose place the change makes of its own. */
    private Runnable moved(Offsets.Move move, TensorShape input) {
        return copied(Offsets.of(graph.shape(output), input, in(0), move));
    }

    private Runnable copied(int... read) {
        float[] from = memory.values();
        float[] to = memory.values();
        int[] write = Offsets.all(out());
        return () -> Lanewise.copy(from, read, to, write);
    }

    @Override
    public Runnable flatten(Rearrangement.Flatten flatten) {
        return copied(Offsets.all(in(0)));
    }

    @Override
    public Runnable reshape(Rearrangement.Reshape reshape) {
        return copied(Offsets.all(in(0)));
    }

    @Override
    public Runnable squeeze(Rearrangement.Squeeze squeeze) {
        return copied(Offsets.all(in(0)));
    }

    @Override
    public Runnable unsqueeze(Rearrangement.Unsqueeze unsqueeze) {
        return copied(Offsets.all(in(0)));
    }

    @Override
    public Runnable convTranspose2d(Operator.ConvTranspose2d operator) {
        throw unsupported();
    }

    @Override
    public Runnable softmax(Operator.Softmax softmax) {
        throw unsupported();
    }

    @Override
    public Runnable resize(Rearrangement.Resize resize) {
        throw unsupported();
    }

    @Override
    public Runnable opaque(Opaque opaque) {
        throw unsupported();
    }

    private IllegalStateException unsupported() {
        return new IllegalStateException("supports() must be asked first: " + node);
    }

    private TensorShape shape(int input) {
        return graph.shape(node.inputs().get(input));
    }

    private Planes in(int input) {
        return memory.planes(node.inputs().get(input));
    }

    private Planes out() {
        return memory.planes(output);
    }

    private Written written() {
        return new Written(memory.values(), Offsets.all(out()));
    }
}
