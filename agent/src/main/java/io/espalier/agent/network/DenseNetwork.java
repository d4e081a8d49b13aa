package io.espalier.agent.network;

import io.espalier.agent.network.Shape.Head;
import io.espalier.models.random.RandomKey;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Two rectified hidden layers and a last one, in float32, whose loss comes from outside: forward, then backward from the gradient at the
 * output, then a step of Adam (Kingma and Ba 2015). {@link #toDl4j()} is the same function as a DL4J network.
 *
 * <p>Mutable; {@link #forward} and {@link #backwardToInput} change the pass alone.
 */
public final class DenseNetwork {

    private final Shape shape;
    private final List<Layer> layers = new ArrayList<>();
    private volatile @Nullable SingleRow singleRow;
    private int steps;

    /** {@code weights} are {@code [outputs, inputs]}, one output after the other. */
    record Layer(int inputs, int outputs, Parameters weights, Parameters bias) {

        Layer(int inputs, int outputs) {
            this(inputs, outputs, new Parameters(inputs * outputs), new Parameters(outputs));
        }
    }

    /** All parameters 0. */
    DenseNetwork(Shape shape) {
        this.shape = shape;
        for (int layer = 0; layer < Shape.LAYERS; layer++) {
            layers.add(new Layer(shape.into(layer), shape.outOf(layer)));
        }
    }

    /**
     * Hidden layers start uniform within 1 / sqrt(inputs of the layer), weights and biases (Lillicrap et al. 2016, section 7).
     *
     * @param finalBound the last layer starts uniform within this
     * @param key of the draws
     */
    public static DenseNetwork create(Shape shape, double finalBound, RandomKey key) {
        DenseNetwork network = new DenseNetwork(shape);
        RandomGenerator generator = key.generator();
        for (int level = 0; level < Shape.LAYERS; level++) {
            Layer layer = network.layers.get(level);
            double bound = level == Shape.LAYERS - 1 ? finalBound : 1 / Math.sqrt(layer.inputs());
            layer.weights().drawUniform(bound, generator);
            layer.bias().drawUniform(bound, generator);
        }
        return network;
    }

    /** Another network with the same parameters; its optimiser has not begun. */
    public DenseNetwork copy() {
        DenseNetwork copy = new DenseNetwork(shape);
        copy.moveTowards(this, 1);
        return copy;
    }

    /** A network of its own whose only output is one of this one's, through a head. */
    public DenseNetwork only(int output, Head head) {
        DenseNetwork part =
                new DenseNetwork(new Shape(shape.inputs(), shape.firstHidden(), shape.secondHidden(), 1, head));
        for (int level = 0; level < Shape.LAYERS; level++) {
            Layer from = layers.get(level);
            Layer to = part.layers.get(level);
            boolean last = level == Shape.LAYERS - 1;
            System.arraycopy(
                    from.weights().values,
                    last ? output * from.inputs() : 0,
                    to.weights().values,
                    0,
                    to.weights().values.length);
            System.arraycopy(from.bias().values, last ? output : 0, to.bias().values, 0, to.outputs());
        }
        return part;
    }

    public Shape shape() {
        return shape;
    }

    /**
     * Copies rows into a pass and goes forward.
     *
     * @param input {@code [rows, inputs]}
     */
    public void forward(Pass pass, float[] input) {
        System.arraycopy(input, 0, pass.input(), 0, input.length);
        forward(pass);
    }

    /** The same in a pass of its own, so any thread may ask. */
    public Pass forward(float[] input, int rows) {
        Pass pass = new Pass(shape, rows);
        if (rows == 1) {
            System.arraycopy(input, 0, pass.input(), 0, input.length);
            forwardOne(pass);
        } else {
            forward(pass, input);
        }
        return pass;
    }

    private void forwardOne(Pass pass) {
        SingleRow weights = singleRow;
        if (weights == null) {
            weights = new SingleRow(layers);
            singleRow = weights;
        }
        for (int level = 0; level < Shape.LAYERS; level++) {
            weights.multiply(level, pass.values(level), pass.values(level + 1));
            activate(level, layers.get(level).bias().values, pass.values(level + 1));
        }
    }

    /** From the pass's input to its output. */
    public void forward(Pass pass) {
        for (int level = 0; level < Shape.LAYERS; level++) {
            Layer layer = layers.get(level);
            float[] out = pass.values(level + 1);
            Products.timesTransposed(
                    pass.values(level), layer.weights().values, out, pass.rows(), layer.inputs(), layer.outputs());
            activate(level, layer.bias().values, out);
        }
    }

    private void activate(int level, float[] bias, float[] values) {
        boolean hidden = level < Shape.LAYERS - 1;
        for (int start = 0; start < values.length; start += bias.length) {
            if (hidden) {
                rectify(bias, values, start);
            } else {
                finish(bias, values, start);
            }
        }
    }

    private static void rectify(float[] bias, float[] values, int start) {
        for (int i = 0; i < bias.length; i++) {
            values[start + i] = Math.max(0, values[start + i] + bias[i]);
        }
    }

    private void finish(float[] bias, float[] values, int start) {
        for (int i = 0; i < bias.length; i++) {
            float sum = values[start + i] + bias[i];
            values[start + i] = shape.head() == Head.SIGMOID ? sigmoid(sum) : sum;
        }
    }

    private static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    /** From the pass's output gradient, after {@link #forward}, to the gradients of the parameters, which stay for {@link #descend}. */
    public void backward(Pass pass) {
        throughHead(pass);
        for (int level = Shape.LAYERS - 1; level >= 0; level--) {
            Layer layer = layers.get(level);
            float[] above = pass.gradients(level + 1);
            Products.transposedTimes(
                    above, pass.values(level), layer.weights().gradients, pass.rows(), layer.outputs(), layer.inputs());
            sumRows(above, layer.bias().gradients);
            if (level > 0) {
                toLayerBelow(pass, level);
            }
        }
    }

    /** From the pass's output gradient, after {@link #forward}, to its input gradient; the gradients of the parameters stay as they are. */
    public void backwardToInput(Pass pass) {
        throughHead(pass);
        for (int level = Shape.LAYERS - 1; level >= 0; level--) {
            toLayerBelow(pass, level);
        }
    }

    private void throughHead(Pass pass) {
        if (shape.head() == Head.SIGMOID) {
            float[] gradients = pass.outputGradient();
            float[] outputs = pass.output();
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] *= outputs[i] * (1 - outputs[i]);
            }
        }
    }

    private void toLayerBelow(Pass pass, int level) {
        Layer layer = layers.get(level);
        float[] below = pass.gradients(level);
        Products.times(
                pass.gradients(level + 1), layer.weights().values, below, pass.rows(), layer.outputs(), layer.inputs());
        if (level > 0) {
            float[] values = pass.values(level);
            for (int i = 0; i < below.length; i++) {
                below[i] *= sign(values[i]);
            }
        }
    }

    /** The sign of a number that is not negative: the least such number times this much is above 1. No branch to mispredict. */
    private static float sign(float rectified) {
        return Math.min(1, rectified * 0x1p127f * 0x1p23f);
    }

    private static void sumRows(float[] rows, float[] sums) {
        Arrays.fill(sums, 0);
        for (int start = 0; start < rows.length; start += sums.length) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += rows[start + i];
            }
        }
    }

    /** A step of Adam against the gradients of the last {@link #backward}. */
    public void descend(double learningRate) {
        steps++;
        singleRow = null;
        parameters().forEach(parameters -> parameters.descend(learningRate, steps));
    }

    /** Moves every parameter the same share of the way, in [0, 1], towards the other network's. */
    public void moveTowards(DenseNetwork other, double share) {
        singleRow = null;
        List<Parameters> goals = other.parameters().toList();
        List<Parameters> own = parameters().toList();
        for (int i = 0; i < own.size(); i++) {
            own.get(i).moveTowards(goals.get(i), (float) share);
        }
    }

    /** Whether every parameter is a finite number. */
    public boolean finite() {
        return parameters().allMatch(Parameters::finite);
    }

    /** The same function as a DL4J network of its own. */
    public MultiLayerNetwork toDl4j() {
        return Dl4jNetwork.of(this);
    }

    /**
     * Writes parameters, Adam's moments and the number of its steps as a DL4J zip.
     *
     * @throws java.io.UncheckedIOException with the path if it cannot be written
     */
    public void save(File file) {
        Dl4jNetwork.save(this, file);
    }

    /**
     * Becomes the network that was saved, to the bit.
     *
     * @throws java.io.UncheckedIOException with the path if it cannot be read
     * @throws IllegalArgumentException if its number of parameters differs
     */
    public void restore(File file) {
        Dl4jNetwork.restore(this, file);
        singleRow = null;
    }

    /** In DL4J's order: weights and bias of each layer, the first layer first. */
    Stream<Parameters> parameters() {
        return layers.stream().flatMap(layer -> Stream.of(layer.weights(), layer.bias()));
    }

    /** How many steps the optimiser has done. */
    int steps() {
        return steps;
    }

    void setSteps(int done) {
        steps = done;
    }
}
