package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** The function of an operator without trainable parameters, for inputs of known shapes in a layout. */
final class VertexFunctions implements Operator.Cases<TensorFunction> {

    private final List<TensorShape> inputs;
    private final TensorShape output;
    private final ArrayLayout layout;

    private VertexFunctions(List<TensorShape> inputs, TensorShape output, ArrayLayout layout) {
        this.inputs = inputs;
        this.output = output;
        this.layout = layout;
    }

    /**
     * The function.
     *
     * @param inputs shapes of all inputs, constants too, without the batch
     * @throws IllegalArgumentException if the operator has parameters or is unknown
     */
    static TensorFunction of(Operator operator, List<TensorShape> inputs, CNN2DFormat format) {
        return operator.match(new VertexFunctions(inputs, operator.outputShape(inputs), new ArrayLayout(format)));
    }

    @Override
    public TensorFunction elementwise(Arithmetic.Elementwise operator) {
        return new Broadcasting(operator.kind());
    }

    @Override
    public TensorFunction activation(Operator.Activation operator) {
        return Curve.of(operator);
    }

    @Override
    public TensorFunction softmax(Operator.Softmax operator) {
        return new AxisSoftmax(axis(operator.axis()));
    }

    @Override
    public TensorFunction globalAveragePool(Operator.GlobalAveragePool operator) {
        return new AxisMean(List.of(axis(1), axis(2)));
    }

    @Override
    public TensorFunction reduceMean(Arithmetic.ReduceMean operator) {
        AxisMean mean = new AxisMean(operator.axes().stream().map(this::axis).toList());
        if (operator.keepDimensions()) {
            return mean;
        }
        TensorShape kept = new Arithmetic.ReduceMean(operator.axes(), true).outputShape(inputs);
        return mean.then(reordering(kept.rank(), identity(kept.rank())));
    }

    @Override
    public TensorFunction concat(Rearrangement.Concat operator) {
        return new Joining(axis(operator.axis()));
    }

    @Override
    public TensorFunction slice(Rearrangement.Slice operator) {
        TensorShape input = inputs.get(0);
        return resampling(
                operator.ranges().stream()
                        .map(range -> step(range.axis(), AxisMap.slice(range, input.size(range.axis()))))
                        .toList(),
                0);
    }

    @Override
    public TensorFunction pad(Rearrangement.Pad operator) {
        TensorShape input = inputs.get(0);
        List<Resampling.Step> steps = new ArrayList<>();
        for (int axis = 0; axis < input.rank(); axis++) {
            AxisMap map = AxisMap.pad(
                    operator.mode(),
                    input.size(axis),
                    operator.before().get(axis),
                    operator.after().get(axis));
            steps.add(step(axis, map));
        }
        return resampling(steps, (float) operator.value());
    }

    @Override
    public TensorFunction resize(Rearrangement.Resize operator) {
        TensorShape input = inputs.get(0);
        AxisMap rows = AxisMap.resize(operator, input.height(), operator.scale().height(), output.height());
        AxisMap columns =
                AxisMap.resize(operator, input.width(), operator.scale().width(), output.width());
        return resampling(List.of(step(1, rows), step(2, columns)), 0);
    }

    /** Only the zeros between and around the pixels, over which an ordinary convolution then makes the transposed one. */
    @Override
    public TensorFunction convTranspose2d(Operator.ConvTranspose2d operator) {
        TensorShape input = inputs.get(0);
        TensorShape spread = TransposedConvolution.spreadShape(operator, input);
        AxisMap rows = AxisMap.spread(
                input.height(),
                operator.window().stride().height(),
                TransposedConvolution.above(operator),
                spread.height());
        AxisMap columns = AxisMap.spread(
                input.width(),
                operator.window().stride().width(),
                TransposedConvolution.left(operator),
                spread.width());
        return resampling(List.of(step(1, rows), step(2, columns)), 0);
    }

    @Override
    public TensorFunction flatten(Rearrangement.Flatten operator) {
        return reordering(inputs.get(0).rank(), identity(inputs.get(0).rank()));
    }

    @Override
    public TensorFunction reshape(Rearrangement.Reshape operator) {
        return reordering(inputs.get(0).rank(), identity(inputs.get(0).rank()));
    }

    @Override
    public TensorFunction squeeze(Rearrangement.Squeeze operator) {
        return reordering(inputs.get(0).rank(), identity(inputs.get(0).rank()));
    }

    @Override
    public TensorFunction unsqueeze(Rearrangement.Unsqueeze operator) {
        return reordering(inputs.get(0).rank(), identity(inputs.get(0).rank()));
    }

    @Override
    public TensorFunction transpose(Rearrangement.Transpose operator) {
        List<Integer> order = new ArrayList<>(List.of(0));
        operator.order().forEach(axis -> order.add(axis + 1));
        return reordering(inputs.get(0).rank(), order);
    }

    @Override
    public TensorFunction conv2d(Operator.Conv2d operator) {
        throw noFunction(operator);
    }

    @Override
    public TensorFunction dense(Operator.Dense operator) {
        throw noFunction(operator);
    }

    @Override
    public TensorFunction batchNorm(Operator.BatchNorm operator) {
        throw noFunction(operator);
    }

    @Override
    public TensorFunction pool(Operator.Pool operator) {
        throw noFunction(operator);
    }

    @Override
    public TensorFunction constant(Arithmetic.Constant operator) {
        throw noFunction(operator);
    }

    @Override
    public TensorFunction opaque(Opaque operator) {
        throw noFunction(operator);
    }

    private static IllegalArgumentException noFunction(Operator operator) {
        return new IllegalArgumentException("operator must be one that a vertex can compute: " + operator);
    }

    private int axis(int axis) {
        return layout.axis(axis, inputs.get(0).rank());
    }

    private Resampling.Step step(int axis, AxisMap map) {
        return new Resampling.Step(axis(axis), map);
    }

    private static Resampling resampling(List<Resampling.Step> steps, float fill) {
        return new Resampling(steps, fill);
    }

    /** From the array to channels first, there in another order and cut anew, and back to the array's layout. */
    private Reordering reordering(int rank, List<Integer> order) {
        int[] toChannelsFirst = layout.toChannelsFirst(rank);
        return new Reordering(
                order.stream().map(axis -> toChannelsFirst[axis]).toList(),
                output.dimensions(),
                IntStream.of(layout.fromChannelsFirst(output.rank())).boxed().toList());
    }

    private static List<Integer> identity(int rank) {
        return IntStream.rangeClosed(0, rank).boxed().toList();
    }
}
