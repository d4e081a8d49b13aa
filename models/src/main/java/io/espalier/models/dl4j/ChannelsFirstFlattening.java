package io.espalier.models.dl4j;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Flattens NHWC activations in the order of NCHW, so that a dense layer has the same weights in both layouts. Only in networks that are
 * being trained; what is written to files is NCHW and needs no class of ours to be read.
 */
record ChannelsFirstFlattening(int channels, int height, int width) implements InputPreProcessor {

    private static final long serialVersionUID = 1L;

    @Override
    public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaces) {
        if (input.rank() == 2) {
            // Global pooling has already dropped the two dimensions of size 1.
            return workspaces.dup(ArrayType.ACTIVATIONS, input);
        }
        INDArray channelsFirst = workspaces.dup(ArrayType.ACTIVATIONS, input.permute(0, 3, 1, 2), 'c');
        return channelsFirst.reshape('c', input.size(0), (long) channels * height * width);
    }

    @Override
    public INDArray backprop(INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaces) {
        if (height == 1 && width == 1) {
            return workspaces.dup(ArrayType.ACTIVATION_GRAD, output);
        }
        INDArray channelsFirst = output.dup('c').reshape('c', output.size(0), channels, height, width);
        return workspaces.dup(ArrayType.ACTIVATION_GRAD, channelsFirst.permute(0, 2, 3, 1), 'c');
    }

    @Override
    public InputPreProcessor clone() {
        return this;
    }

    @Override
    public InputType getOutputType(InputType inputType) {
        return InputType.feedForward((long) channels * height * width);
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(
            INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
        throw new UnsupportedOperationException("images have no mask");
    }
}
