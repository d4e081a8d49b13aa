package io.espalier.models.onnx;

import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Operator.Pool;
import java.util.List;

/** From a node of a model to nodes of a graph, by operator. What is not said here is kept as it is. */
final class OnnxNodeReader {

    private final OnnxScope scope;
    private final OnnxFolding folding;
    private final OnnxFence fence;
    private final OnnxLayers layers;
    private final OnnxArithmetic arithmetic;
    private final OnnxRearrangements rearrangements;

    OnnxNodeReader(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.folding = new OnnxFolding(scope, context);
        this.fence = new OnnxFence(scope, context);
        this.layers = new OnnxLayers(scope);
        this.arithmetic = new OnnxArithmetic(scope, context);
        this.rearrangements = new OnnxRearrangements(scope, context);
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
        boolean onlyFirst = node.proto().getOutputList().stream().skip(1).noneMatch(scope::isUsed);
        if (!onlyFirst && !node.proto().getOpType().equals("Split")) {
            throw new UnknownFormException("makes more than one tensor");
        }
        // A switch and no table of functions: it costs nothing to set up, and a network is often read once in a
        // process.
        switch (node.proto().getOpType()) {
            case "Conv" -> layers.conv(node);
            case "ConvTranspose" -> layers.convTranspose(node);
            case "Gemm" -> layers.gemm(node);
            case "MatMul" -> layers.matMul(node);
            case "BatchNormalization" -> layers.batchNorm(node);
            case "MaxPool" -> layers.pool(node, Pool.Kind.MAX);
            case "AveragePool" -> layers.pool(node, Pool.Kind.AVERAGE);
            case "GlobalAveragePool" -> layers.globalAveragePool(node);
            case "Relu" -> arithmetic.activation(node, Function.RELU);
            case "Sigmoid" -> arithmetic.activation(node, Function.SIGMOID);
            case "Tanh" -> arithmetic.activation(node, Function.TANH);
            case "HardSwish" -> arithmetic.activation(node, Function.HARD_SWISH);
            case "LeakyRelu" -> arithmetic.leakyRelu(node);
            case "HardSigmoid" -> arithmetic.hardSigmoid(node);
            case "Clip" -> arithmetic.clip(node);
            case "Softmax" -> arithmetic.softmax(node);
            case "ReduceMean" -> arithmetic.reduceMean(node);
            case "Add", "Sub", "Mul", "Div" -> arithmetic.elementwise(node);
            case "Concat" -> rearrangements.concat(node);
            case "Split" -> rearrangements.split(node);
            case "Slice" -> rearrangements.slice(node);
            case "Pad" -> rearrangements.pad(node);
            case "Flatten" -> rearrangements.flatten(node);
            case "Reshape" -> rearrangements.reshape(node);
            case "Transpose" -> rearrangements.transpose(node);
            case "Squeeze" -> rearrangements.squeeze(node);
            case "Unsqueeze" -> rearrangements.unsqueeze(node);
            case "Resize" -> rearrangements.resize(node);
            case "Identity" -> rearrangements.identity(node);
            case "Dropout" -> rearrangements.dropout(node);
            case "Cast" -> rearrangements.cast(node);
            default -> throw new UnknownFormException("is not among the operators that can be read");
        }
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
