package io.espalier.models.onnx;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.ConvTranspose2d.Extra;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.onnx.OnnxScope.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the operators that have weights, and pooling. */
final class OnnxLayers {

    private final OnnxScope scope;

    OnnxLayers(OnnxScope scope) {
        this.scope = scope;
    }

    void conv(OnnxNode node) {
        Named weight = kernels(node);
        Window.Size kernel = kernel(node, weight.value());
        int groups = Math.toIntExact(node.integer("group", 1));
        Window window = OnnxWindows.of(node, kernel, image(node), scope);
        int in = Math.multiplyExact(weight.value().size(1), groups);
        int out = weight.value().size(0);
        Optional<Named> bias = bias(node, out);
        layer(node, new Operator.Conv2d(in, out, window, groups, bias.isPresent()), weight, bias);
    }

    void convTranspose(OnnxNode node) {
        Named weight = kernels(node);
        Window.Size kernel = kernel(node, weight.value());
        int groups = Math.toIntExact(node.integer("group", 1));
        if (!(groups > 0 && weight.value().size(0) % groups == 0)) {
            throw new IllegalArgumentException("must have groups that divide its channels: " + groups);
        }
        List<Integer> extra = node.integers("output_padding", List.of(0, 0));
        Window window = cut(node, kernel, image(node), extra);
        int out = Math.multiplyExact(weight.value().size(1), groups);
        Optional<Named> bias = bias(node, out);
        Operator operator = new Operator.ConvTranspose2d(
                weight.value().size(0), out, window, new Extra(extra.get(0), extra.get(1)), groups, bias.isPresent());
        layer(node, operator, new Named(weight.name(), weight.value().exchanged(groups)), bias);
    }

    /** The window of a transposed convolution; its padding is cut from the output, however that is said. */
    private Window cut(OnnxNode node, Window.Size kernel, TensorShape input, List<Integer> extra) {
        String auto = node.text("auto_pad", "NOTSET");
        List<Integer> stride = node.integers("strides", List.of(1, 1));
        List<Integer> dilation = node.integers("dilations", List.of(1, 1));
        List<Integer> pads = node.integers("pads", List.of(0, 0, 0, 0));
        Optional<List<Integer>> shape = node.integers("output_shape");
        Window.Padding padding = auto.equals("VALID") ? Window.Padding.NONE : OnnxWindows.padding(pads);
        if (shape.isPresent() || auto.startsWith("SAME")) {
            scope.dependsOnSize();
            List<Integer> wanted = shape.orElseGet(() -> List.of(
                    Math.multiplyExact(input.height(), stride.get(0)),
                    Math.multiplyExact(input.width(), stride.get(1))));
            if (wanted.size() < 2) {
                throw new IllegalArgumentException("must have an output_shape of height and width: " + wanted);
            }
            List<Integer> sides = wanted.subList(wanted.size() - 2, wanted.size());
            List<Integer> kernels = List.of(kernel.height(), kernel.width());
            List<Integer> sizes = List.of(input.height(), input.width());
            List<Integer> totals = new ArrayList<>();
            for (int axis = 0; axis < 2; axis++) {
                long total = (long) stride.get(axis) * (sizes.get(axis) - 1)
                        + extra.get(axis)
                        + (long) (kernels.get(axis) - 1) * dilation.get(axis)
                        + 1
                        - sides.get(axis);
                if (total < 0) {
                    throw new UnknownFormException("makes more than its kernel reaches");
                }
                totals.add(Math.toIntExact(total));
            }
            padding = OnnxWindows.split(totals.get(0), totals.get(1), auto.equals("SAME_UPPER"));
        }
        return new Window(kernel, OnnxNode.size(stride), padding, OnnxNode.size(dilation));
    }

    private void layer(OnnxNode node, Operator operator, Named weight, Optional<Named> bias) {
        List<Named> values = new ArrayList<>(List.of(weight));
        bias.ifPresent(values::add);
        scope.add(node, operator, List.of(node.input(0)), values);
    }

    private TensorShape image(OnnxNode node) {
        TensorShape shape = scope.shape(node.input(0));
        if (!shape.isImage()) {
            throw new UnknownFormException("reads something that is no image: " + shape);
        }
        return shape;
    }

    private Named kernels(OnnxNode node) {
        Named weight = floats(node, 1);
        if (weight.value().rank() != 4) {
            throw new UnknownFormException(
                    "has a weight of %d dimensions".formatted(weight.value().rank()));
        }
        return weight;
    }

    private static Window.Size kernel(OnnxNode node, FloatTensor weight) {
        List<Integer> kernel = List.of(weight.size(2), weight.size(3));
        if (!node.integers("kernel_shape", kernel).equals(kernel)) {
            throw new IllegalArgumentException("must have a kernel_shape equal to its weight's: " + kernel);
        }
        return OnnxNode.size(kernel);
    }

    private Optional<Named> bias(OnnxNode node, int out) {
        return node.hasInput(2) ? Optional.of(vector(node.input(2), out)) : Optional.empty();
    }

    void gemm(OnnxNode node) {
        float alpha = node.real("alpha", 1);
        float beta = node.real("beta", 1);
        node.requireInteger("transA", 0);
        Named weight = matrix(node);
        boolean transposed = node.integer("transB", 0) != 0;
        FloatTensor rows = (transposed ? weight.value() : weight.value().transposed()).times(alpha);
        if (!scope.shape(node.input(0)).isVector()) {
            throw new IllegalArgumentException("must read a vector per example");
        }
        Optional<Named> bias =
                node.hasInput(2) ? Optional.of(broadcast(node.input(2), rows.size(0), beta)) : Optional.empty();
        Operator operator = new Operator.Dense(rows.size(1), rows.size(0), bias.isPresent());
        layer(node, operator, new Named(weight.name(), rows), bias);
    }

    private Named broadcast(String name, int length, float factor) {
        OnnxConstant constant = scope.constant(name);
        if (constant.dimensions().size() == 2 && constant.dimensions().get(0) != 1) {
            throw new UnknownFormException("adds another bias to each example");
        }
        FloatTensor values = constant.floats().times(factor);
        return values.length() == 1 && length > 1
                ? new Named(constant.name(), values.repeated(length))
                : new Named(constant.name(), vector(name, length).value().times(factor));
    }

    void matMul(OnnxNode node) {
        FloatTensor weight = matrix(node).value().transposed();
        Operator operator = new Operator.Dense(weight.size(1), weight.size(0), false);
        layer(node, operator, new Named(matrix(node).name(), weight), Optional.empty());
    }

    private Named matrix(OnnxNode node) {
        Named weight = floats(node, 1);
        if (weight.value().rank() != 2) {
            throw new UnknownFormException(
                    "has a weight of %d dimensions".formatted(weight.value().rank()));
        }
        return weight;
    }

    void batchNorm(OnnxNode node) {
        node.requireInteger("training_mode", 0);
        node.real("momentum", 0); // for training only
        int channels = scope.shape(node.input(0)).channels();
        List<Named> values = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            values.add(vector(node.input(i), channels));
        }
        double epsilon = node.decimal("epsilon", 1e-5f);
        if (!(epsilon > 0)) {
            throw new UnknownFormException("has no positive epsilon");
        }
        scope.add(node, new Operator.BatchNorm(channels, epsilon), List.of(node.input(0)), values);
    }

    void pool(OnnxNode node, Pool.Kind kind) {
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        boolean countPadding = node.integer("count_include_pad", 0) != 0;
        node.integer("storage_order", 0); // of the positions, which nobody reads
        Window window = OnnxWindows.of(node, OnnxNode.size(OnnxWindows.kernel(node)), image(node), scope);
        scope.add(node, new Pool(kind, window, ceil, countPadding), List.of(node.input(0)), List.of());
    }

    void globalAveragePool(OnnxNode node) {
        image(node);
        scope.add(node, new Operator.GlobalAveragePool(), List.of(node.input(0)), List.of());
    }

    private Named floats(OnnxNode node, int input) {
        OnnxConstant constant = scope.constant(node.input(input));
        return new Named(constant.name(), constant.floats());
    }

    /**
     * A constant as one vector.
     *
     * @throws IllegalArgumentException if it has another length
     */
    private Named vector(String name, int length) {
        return vector(scope.constant(name), name, length);
    }

    static Named vector(OnnxConstant constant, String name, int length) {
        List<Integer> shape = constant.dimensions();
        if (!(!shape.isEmpty() && shape.get(shape.size() - 1) == length && constant.count() == length)) {
            throw new IllegalArgumentException(
                    "%s '%s' must have %d values: %s".formatted(Roles.BIAS, name, length, shape));
        }
        return new Named(constant.name(), constant.floats().reshaped(List.of(length)));
    }
}
