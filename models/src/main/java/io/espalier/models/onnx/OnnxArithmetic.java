package io.espalier.models.onnx;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the operators that compute value by value, or average. */
final class OnnxArithmetic {

    private final OnnxScope scope;
    private final OnnxContext context;

    OnnxArithmetic(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.context = context;
    }

    void activation(OnnxNode node, Activation.Function function) {
        add(node, new Activation(function));
    }

    void leakyRelu(OnnxNode node) {
        add(node, Activation.leakyRelu(node.decimal("alpha", 0.01f)));
    }

    void hardSigmoid(OnnxNode node) {
        add(node, Activation.hardSigmoid(node.decimal("alpha", 0.2f), node.decimal("beta", 0.5f)));
    }

    void clip(OnnxNode node) {
        double lower = bound(node, 1, Double.NEGATIVE_INFINITY);
        double upper = bound(node, 2, Double.POSITIVE_INFINITY);
        if (!(lower <= upper)) {
            throw new UnknownFormException("has bounds in the wrong order");
        }
        add(node, Activation.clip(lower, upper));
    }

    private double bound(OnnxNode node, int input, double otherwise) {
        return node.hasInput(input)
                ? OnnxNode.decimal((float) scope.constant(node.input(input)).number())
                : otherwise;
    }

    /** Before opset 13 the axis and all behind it were one; that is the same where the others have size 1. */
    void softmax(OnnxNode node) {
        boolean flattens = context.opset() < 13;
        TensorShape shape = scope.shape(node.input(0));
        int axis = axis(node.integer("axis", flattens ? 1 : -1), shape);
        boolean isLast = IntStream.range(axis + 1, shape.rank()).allMatch(behind -> shape.size(behind) == 1);
        if (flattens && !isLast) {
            throw new UnknownFormException("takes several axes as one");
        }
        add(node, new Operator.Softmax(axis));
    }

    void reduceMean(OnnxNode node) {
        boolean keep = node.integer("keepdims", 1) != 0;
        node.integer("noop_with_empty_axes", 0);
        Optional<List<Integer>> attribute = node.integers("axes");
        List<Long> axes = node.hasInput(1)
                ? scope.constant(node.input(1)).longs()
                : attribute.orElse(List.of()).stream().map(Integer::longValue).toList();
        if (axes.isEmpty()) {
            throw new UnknownFormException("takes the mean over the batch too");
        }
        TensorShape shape = scope.shape(node.input(0));
        List<Integer> found = axes.stream().map(axis -> axis(axis, shape)).toList();
        add(node, new Arithmetic.ReduceMean(found, keep));
    }

    /**
     * An axis without the batch.
     *
     * @throws UnknownFormException if it is the batch's
     * @throws IllegalArgumentException if there is none
     */
    static int axis(long axis, TensorShape shape) {
        long full = axis < 0 ? axis + shape.rank() + 1 : axis;
        if (!(full >= 0 && full <= shape.rank())) {
            throw new IllegalArgumentException("must have an axis of %s: %d".formatted(shape, axis));
        }
        if (full == 0) {
            throw new UnknownFormException("works along the batch");
        }
        return (int) full - 1;
    }

    void elementwise(OnnxNode node) {
        Elementwise.Kind kind =
                switch (node.proto().getOpType()) {
                    case "Add" -> Elementwise.Kind.ADD;
                    case "Sub" -> Elementwise.Kind.SUBTRACT;
                    case "Mul" -> Elementwise.Kind.MULTIPLY;
                    default -> Elementwise.Kind.DIVIDE;
                };
        boolean constantFirst = scope.isConstant(node.input(0));
        if (!constantFirst && !scope.isConstant(node.input(1))) {
            both(node, new Elementwise(kind));
            return;
        }
        String tensor = node.input(constantFirst ? 1 : 0);
        String constant = node.input(constantFirst ? 0 : 1);
        if (!(kind == Elementwise.Kind.ADD && isBias(node, tensor, constant))) {
            withConstant(node, new Elementwise(kind), tensor, constant);
        }
    }

    private void both(OnnxNode node, Elementwise operator) {
        TensorShape first = scope.shape(node.input(0));
        TensorShape second = scope.shape(node.input(1));
        if (first.rank() != second.rank()) {
            throw new UnknownFormException("sets the batch beside another axis: %s and %s".formatted(first, second));
        }
        scope.add(node, operator, List.of(node.input(0), node.input(1)), List.of());
    }

    /** A constant added to a dense layer that has no bias yet is its bias. */
    private boolean isBias(OnnxNode node, String tensor, String constant) {
        Optional<Node> before = scope.onlyReadHere(tensor);
        if (before.isEmpty() || !(before.get().operator() instanceof Operator.Dense dense) || dense.bias()) {
            return false;
        }
        OnnxConstant value = scope.constant(constant);
        List<Integer> shape = value.dimensions();
        boolean isRow = !shape.isEmpty()
                && shape.get(shape.size() - 1) == dense.outFeatures()
                && value.count() == dense.outFeatures()
                && shape.size() <= scope.shape(tensor).rank() + 1;
        if (isRow) {
            Operator biased = new Operator.Dense(dense.inFeatures(), dense.outFeatures(), true);
            scope.replace(before.get(), node, biased, OnnxLayers.vector(value, constant, dense.outFeatures()));
        }
        return isRow;
    }

    private void withConstant(OnnxNode node, Elementwise operator, String tensor, String constant) {
        TensorShape shape = scope.shape(tensor);
        TensorShape held = aligned(scope.constant(constant), shape.rank());
        TensorShape made = operator.outputShape(List.of(shape, held));
        node.requireNoMoreAttributes();
        String holder = scope.constantNode(constant, held, node);
        boolean constantFirst = node.input(0).equals(constant);
        List<String> sources = new ArrayList<>(List.of(scope.computed(tensor).node(), holder));
        if (constantFirst) {
            Collections.reverse(sources);
        }
        scope.add(node, operator, sources, made);
    }

    /** The shape of a constant beside a tensor: as many dimensions, without the batch. */
    private static TensorShape aligned(OnnxConstant constant, int rank) {
        List<Integer> sizes = new ArrayList<>(constant.dimensions());
        while (sizes.size() > rank) {
            if (sizes.remove(0) != 1) {
                throw new UnknownFormException("holds another constant for each example: " + constant.dimensions());
            }
        }
        while (sizes.size() < rank) {
            sizes.add(0, 1);
        }
        if (constant.dimensions().size() > rank + 1) {
            throw new UnknownFormException("has a constant of more dimensions than it reads");
        }
        return new TensorShape(sizes);
    }

    private void add(OnnxNode node, Operator operator) {
        scope.add(node, operator, List.of(node.input(0)), List.of());
    }
}
