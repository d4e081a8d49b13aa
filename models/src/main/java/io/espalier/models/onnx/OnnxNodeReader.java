package io.espalier.models.onnx;

import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Operator.Pool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** From a node of a model to nodes of a graph, by operator. What is not said here is kept as it is. */
final class OnnxNodeReader {

    private final OnnxScope scope;
    private final OnnxFolding folding;
    private final OnnxFence fence;
    private final Map<String, Consumer<OnnxNode>> readers = new TreeMap<>();

    OnnxNodeReader(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.folding = new OnnxFolding(scope, context);
        this.fence = new OnnxFence(scope, context);
        OnnxLayers layers = new OnnxLayers(scope);
        OnnxArithmetic arithmetic = new OnnxArithmetic(scope, context);
        OnnxRearrangements rearrangements = new OnnxRearrangements(scope, context);
        readers.put("Conv", layers::conv);
        readers.put("ConvTranspose", layers::convTranspose);
        readers.put("Gemm", layers::gemm);
        readers.put("MatMul", layers::matMul);
        readers.put("BatchNormalization", layers::batchNorm);
        readers.put("MaxPool", node -> layers.pool(node, Pool.Kind.MAX));
        readers.put("AveragePool", node -> layers.pool(node, Pool.Kind.AVERAGE));
        readers.put("GlobalAveragePool", layers::globalAveragePool);
        readers.put("Relu", node -> arithmetic.activation(node, Function.RELU));
        readers.put("Sigmoid", node -> arithmetic.activation(node, Function.SIGMOID));
        readers.put("Tanh", node -> arithmetic.activation(node, Function.TANH));
        readers.put("HardSwish", node -> arithmetic.activation(node, Function.HARD_SWISH));
        readers.put("LeakyRelu", arithmetic::leakyRelu);
        readers.put("HardSigmoid", arithmetic::hardSigmoid);
        readers.put("Clip", arithmetic::clip);
        readers.put("Softmax", arithmetic::softmax);
        readers.put("ReduceMean", arithmetic::reduceMean);
        readers.put("Add", arithmetic::elementwise);
        readers.put("Sub", arithmetic::elementwise);
        readers.put("Mul", arithmetic::elementwise);
        readers.put("Div", arithmetic::elementwise);
        readers.put("Concat", rearrangements::concat);
        readers.put("Split", rearrangements::split);
        readers.put("Slice", rearrangements::slice);
        readers.put("Pad", rearrangements::pad);
        readers.put("Flatten", rearrangements::flatten);
        readers.put("Reshape", rearrangements::reshape);
        readers.put("Transpose", rearrangements::transpose);
        readers.put("Squeeze", rearrangements::squeeze);
        readers.put("Unsqueeze", rearrangements::unsqueeze);
        readers.put("Resize", rearrangements::resize);
        readers.put("Identity", rearrangements::identity);
        readers.put("Dropout", rearrangements::dropout);
        readers.put("Cast", rearrangements::cast);
    }

    /**
     * Reads a node into the scope.
     *
     * @throws IllegalArgumentException if the node is wrong or cannot be kept; the message goes after the node's name
     */
    void read(OnnxNode node) {
        OnnxFence.requireKeepable(node);
        node.proto().getInputList().stream().filter(name -> !name.isEmpty()).forEach(scope::tensor);
        try {
            if (!node.isStandard()) {
                throw new UnknownFormException("is not among ONNX's own operators");
            }
            if (!folding.fold(node)) {
                say(node);
            }
        } catch (UnknownFormException e) {
            fence.keep(node, e.reason());
        }
    }

    private void say(OnnxNode node) {
        Consumer<OnnxNode> reader = readers.get(node.proto().getOpType());
        if (reader == null) {
            throw new UnknownFormException("is not among the operators that can be read");
        }
        boolean onlyFirst = node.proto().getOutputList().stream().skip(1).noneMatch(scope::isUsed);
        if (!onlyFirst && !node.proto().getOpType().equals("Split")) {
            throw new UnknownFormException("makes more than one tensor");
        }
        reader.accept(node);
    }

    /**
     * Sees to it that every output is made by a node that bears its name or can be given it.
     *
     * @param place behind all nodes of the file
     */
    void nameOutputs(List<String> outputs, int place) {
        for (String output : outputs) {
            if (scope.needsIdentity(outputs, output)) {
                fence.identity(output, place);
            }
        }
    }
}
