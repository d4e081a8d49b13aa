package io.espalier.models.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An {@link OperatorVertex} at work in a network. */
@SuppressWarnings({
    "overrides", // DL4J's superclass overrides a varargs method with an array
    "try" // a workspace is in force while it is open; nobody calls it
})
final class FunctionVertex extends BaseGraphVertex {

    private static final long serialVersionUID = 1L;

    private final transient TensorFunction function;

    FunctionVertex(ComputationGraph graph, String name, int index, DataType dataType, TensorFunction function) {
        super(graph, name, index, null, null, dataType);
        this.function = function;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        if (!canDoForward()) {
            throw new IllegalStateException("vertex '" + getVertexName() + "' must have its inputs first");
        }
        try (MemoryWorkspace scope = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATIONS)) {
            return function.forward(List.of(getInputs()));
        }
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        if (!canDoBackward()) {
            throw new IllegalStateException("vertex '" + getVertexName() + "' must have its gradient first");
        }
        try (MemoryWorkspace scope = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATION_GRAD)) {
            List<INDArray> gradients = function.backward(getEpsilon(), List.of(getInputs()));
            return new Pair<>(null, gradients.toArray(new INDArray[0]));
        }
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public @Nullable Layer getLayer() {
        return null;
    }

    @Override
    public void setBackpropGradientsViewArray(@Nullable INDArray array) {
        if (array != null) {
            throw new IllegalArgumentException("vertex '" + getVertexName() + "' has no parameters");
        }
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray @Nullable [] masks, MaskState state, int batch) {
        return null;
    }

    @Override
    public String toString() {
        return "FunctionVertex(%s, inputs %s)".formatted(getVertexName(), Arrays.toString(getInputVertices()));
    }
}
