package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From a node of a model to the node of a graph, by operator. What is not said here is refused. */
final class OnnxNodeReader {

    private final OnnxScope scope;
    private final Map<String, Consumer<OnnxNode>> readers = new TreeMap<>();

    OnnxNodeReader(OnnxScope scope) {
        this.scope = scope;
        readers.put("Add", this::add);
        readers.put("AveragePool", node -> pool(node, Pool.Kind.AVERAGE));
        readers.put("BatchNormalization", this::batchNorm);
        readers.put("Constant", this::constant);
        readers.put("Conv", this::conv);
        readers.put("Flatten", this::flatten);
        readers.put("Gemm", this::gemm);
        readers.put("GlobalAveragePool", node -> add(node, new Operator.GlobalAveragePool(), Map.of()));
        readers.put("Identity", node -> scope.addAlias(node.output(), node.input(0)));
        readers.put("MatMul", this::matMul);
        readers.put("MaxPool", node -> pool(node, Pool.Kind.MAX));
        readers.put("Relu", node -> activation(node, Activation.Function.RELU));
        readers.put("Reshape", this::reshape);
        readers.put("Sigmoid", node -> activation(node, Activation.Function.SIGMOID));
        readers.put("Softmax", this::softmax);
        readers.put("Tanh", node -> activation(node, Activation.Function.TANH));
    }

    /** @throws IllegalArgumentException if the node cannot be said in our operators; the message goes after the node's name */
    void read(OnnxNode node) {
        Consumer<OnnxNode> reader = readers.get(node.type());
        if (reader == null) {
            throw new IllegalArgumentException("is not among the operators that can be read: " + readers.keySet());
        }
        node.requireOneOutput();
        reader.accept(node);
        node.requireNoMoreAttributes();
    }

    private void conv(OnnxNode node) {
        INDArray weight = floats(node, 1, 4);
        List<Integer> kernel = List.of((int) weight.size(2), (int) weight.size(3));
        if (!node.integers("kernel_shape", kernel).equals(kernel)) {
            throw new IllegalArgumentException("must have a kernel_shape equal to its weight's: " + kernel);
        }
        int groups = Math.toIntExact(node.integer("group", 1));
        boolean bias = node.inputCount() > 2;
        Map<String, INDArray> values = values(node, 1, weight);
        if (bias) {
            values.put(node.input(2), floats(node, 2, 1));
        }
        Window window = node.window(OnnxNode.size(kernel));
        int in = Math.toIntExact(weight.size(1) * groups);
        add(node, new Operator.Conv2d(in, (int) weight.size(0), window, groups, bias), values);
    }

    private void gemm(OnnxNode node) {
        node.requireReal("alpha", 1);
        node.requireReal("beta", 1);
        node.requireInteger("transA", 0);
        INDArray weight = floats(node, 1, 2);
        if (node.integer("transB", 0) == 0) {
            weight = weight.transpose().dup('c');
        }
        Map<String, INDArray> values = values(node, 1, weight);
        boolean bias = node.inputCount() > 2;
        if (bias) {
            values.put(node.input(2), vector(node.input(2), weight.size(0)));
        }
        add(node, new Operator.Dense((int) weight.size(1), (int) weight.size(0), bias), values);
    }

    private void matMul(OnnxNode node) {
        INDArray weight = floats(node, 1, 2).transpose().dup('c');
        Operator operator = new Operator.Dense((int) weight.size(1), (int) weight.size(0), false);
        add(node, operator, values(node, 1, weight));
    }

    private void add(OnnxNode node) {
        boolean constantFirst = scope.isConstant(node.input(0));
        if (constantFirst || scope.isConstant(node.input(1))) {
            addBias(node, node.input(constantFirst ? 1 : 0), node.input(constantFirst ? 0 : 1));
        } else {
            scope.add(node.output(), Elementwise.ADD, List.of(node.input(0), node.input(1)), Map.of());
        }
    }

    /** A constant added to a dense layer that has no bias yet is its bias. */
    private void addBias(OnnxNode node, String tensor, String constant) {
        Optional<Node> before = scope.onlyReadHere(tensor);
        if (before.isPresent() && before.get().operator() instanceof Operator.Dense dense && !dense.bias()) {
            Operator biased = new Operator.Dense(dense.inFeatures(), dense.outFeatures(), true);
            scope.replace(before.get(), node.output(), biased, Map.of(constant, vector(constant, dense.outFeatures())));
        } else {
            throw new IllegalArgumentException(
                    "must add two computed tensors, or a bias to a MatMul that nothing else reads: '%s' is a constant"
                            .formatted(constant));
        }
    }

    private void batchNorm(OnnxNode node) {
        node.requireInteger("training_mode", 0);
        node.requireInteger("spatial", 1);
        node.real("momentum", 0); // for training only
        Map<String, INDArray> values = new LinkedHashMap<>();
        for (int i = 1; i <= 4; i++) {
            values.put(node.input(i), floats(node, i, 1));
        }
        if (values.size() != 4) {
            throw new IllegalArgumentException("must have four different parameters: " + values.keySet());
        }
        // Through its decimal form, so that 1e-5f becomes the double 1e-5.
        double epsilon = Double.parseDouble(Float.toString(node.real("epsilon", 1e-5f)));
        int channels = scope.shape(node.input(0)).channels();
        add(node, new Operator.BatchNorm(channels, epsilon), values);
    }

    private void pool(OnnxNode node, Pool.Kind kind) {
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        boolean countPadding = node.integer("count_include_pad", 0) != 0;
        node.requireInteger("storage_order", 0);
        Window window = node.window(OnnxNode.size(OnnxWindows.kernel(node)));
        OnnxWindows.requireFloor(ceil, window, scope.shape(node.input(0)));
        if (countPadding && !window.padding().equals(Window.Padding.NONE)) {
            throw new IllegalArgumentException("must not count padding in the average: count_include_pad is 1");
        }
        add(node, new Pool(kind, window), Map.of());
    }

    private void activation(OnnxNode node, Activation.Function function) {
        add(node, new Activation(function), Map.of());
    }

    private void flatten(OnnxNode node) {
        node.requireInteger("axis", 1);
        add(node, new Rearrangement.Flatten(), Map.of());
    }

    private void softmax(OnnxNode node) {
        long axis = node.integer("axis", 1);
        if (axis != 1 && axis != -1) {
            throw new IllegalArgumentException("axis must be 1 or -1: " + axis);
        }
        add(node, new Operator.Softmax(), Map.of());
    }

    /** To a vector per example, however that is written: the batch as 0, -1 or a number, the features as -1 or their number. */
    private void reshape(OnnxNode node) {
        node.requireInteger("allowzero", 0);
        List<Long> target = OnnxTensors.longs(scope.constant(node.input(1)));
        TensorShape shape = scope.shape(node.input(0));
        boolean vector = target.size() == 2 && (target.get(1) == -1 || target.get(1) == shape.size());
        if (!vector) {
            throw new IllegalArgumentException(
                    "must make one vector of %d values per example: %s".formatted(shape.size(), target));
        }
        add(node, new Rearrangement.Flatten(), Map.of());
    }

    private void constant(OnnxNode node) {
        TensorProto value = node.required("value").getT();
        scope.addConstant(node.output(), value);
    }

    private void add(OnnxNode node, Operator operator, Map<String, INDArray> values) {
        scope.add(node.output(), operator, List.of(node.input(0)), values);
    }

    private INDArray floats(OnnxNode node, int input, int rank) {
        INDArray array = OnnxTensors.floats(scope.constant(node.input(input)));
        if (array.rank() != rank) {
            throw new IllegalArgumentException(
                    "input '%s' must have %d dimensions: %d".formatted(node.input(input), rank, array.rank()));
        }
        return array;
    }

    private INDArray vector(String name, long length) {
        INDArray array = OnnxTensors.floats(scope.constant(name));
        if (array.length() != length || array.size(-1) != length) {
            throw new IllegalArgumentException("bias '%s' must have %d values: %s"
                    .formatted(name, length, java.util.Arrays.toString(array.shape())));
        }
        return array.reshape(length).dup('c');
    }

    private static Map<String, INDArray> values(OnnxNode node, int input, INDArray weight) {
        Map<String, INDArray> values = new LinkedHashMap<>();
        values.put(node.input(input), weight);
        return values;
    }
}
