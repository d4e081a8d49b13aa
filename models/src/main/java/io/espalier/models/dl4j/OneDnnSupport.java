package io.espalier.models.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.AlgoMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdDataAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdFilterAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.FwdAlgo;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * The kinds of layers whose oneDNN outputs and gradients {@code OneDnnProofTest} shows to equal the built-in path's, and DL4J's oneDNN
 * code for them behind a guard.
 *
 * <p>The guard is needed because that code reads some arrays as if they lay densely in row-major order. Those that do not, a permuted view
 * for instance, make it return memory nobody wrote. Here they are copied first.
 */
final class OneDnnSupport {

    private OneDnnSupport() {}

    /** What makes {@code layer} run in oneDNN, or null if no test shows that the results would be the same. */
    static @Nullable LayerHelper helperFor(Layer layer) {
        // Subclasses do not count: they have code of their own.
        if (layer.getClass() == ConvolutionLayer.class) {
            int[] dilation = ((org.deeplearning4j.nn.conf.layers.ConvolutionLayer)
                            layer.conf().getLayer())
                    .getDilation();
            // M2.1 passes oneDNN a dilation that it refuses.
            return Arrays.stream(dilation).allMatch(step -> step == 1) ? new Convolution() : null;
        }
        if (layer.getClass() == BatchNormalization.class) {
            boolean fixed = ((org.deeplearning4j.nn.conf.layers.BatchNormalization)
                            layer.conf().getLayer())
                    .isLockGammaBeta();
            if (fixed) {
                return null;
            }
            return ((org.deeplearning4j.nn.conf.layers.BatchNormalization)
                                            layer.conf().getLayer())
                                    .getCnn2DFormat()
                            == org.deeplearning4j.nn.conf.CNN2DFormat.NHWC
                    ? new ChannelsLastNormalisation()
                    : new Normalisation();
        }
        return null;
    }

    private static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /** DL4J tests for this superclass to know that a bias may be missing, so the guard cannot be a wrapper. */
    private static final class Convolution extends MKLDNNConvHelper {

        Convolution() {
            super(DataType.FLOAT);
        }

        @Override
        public INDArray preOutput(
                INDArray input,
                INDArray weights,
                @Nullable INDArray bias,
                int[] kernel,
                int[] strides,
                int[] pad,
                AlgoMode mode,
                FwdAlgo forward,
                ConvolutionMode convolutionMode,
                int[] dilation,
                CNN2DFormat format,
                LayerWorkspaceMgr workspaces) {
            return super.preOutput(
                    dense(input),
                    weights,
                    bias,
                    kernel,
                    strides,
                    pad,
                    mode,
                    forward,
                    convolutionMode,
                    dilation,
                    format,
                    workspaces);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(
                INDArray input,
                INDArray weights,
                @Nullable INDArray bias,
                INDArray delta,
                int[] kernel,
                int[] strides,
                int[] pad,
                @Nullable INDArray biasGradient,
                INDArray weightGradient,
                IActivation activation,
                AlgoMode mode,
                BwdFilterAlgo backwardFilter,
                BwdDataAlgo backwardData,
                ConvolutionMode convolutionMode,
                int[] dilation,
                CNN2DFormat format,
                LayerWorkspaceMgr workspaces) {
            return super.backpropGradient(
                    dense(input),
                    weights,
                    bias,
                    dense(delta),
                    kernel,
                    strides,
                    pad,
                    biasGradient,
                    weightGradient,
                    activation,
                    mode,
                    backwardFilter,
                    backwardData,
                    convolutionMode,
                    dilation,
                    format,
                    workspaces);
        }
    }

    /** Only for images: DL4J reshapes the output of a dense layer so that its channels are not where NHWC has them. */
    private static final class Normalisation extends MKLDNNBatchNormHelper {

        private boolean forwardWasHere;

        Normalisation() {
            super(DataType.FLOAT);
        }

        @Override
        public @Nullable INDArray preOutput(
                INDArray x,
                boolean training,
                long[] shape,
                INDArray gamma,
                INDArray beta,
                INDArray mean,
                INDArray variance,
                double decay,
                double epsilon,
                CNN2DFormat format,
                LayerWorkspaceMgr workspaces) {
            forwardWasHere = x.rank() == 4 && x.size(format == CNN2DFormat.NHWC ? 3 : 1) == gamma.length();
            return forwardWasHere
                    ? super.preOutput(
                            dense(x), training, shape, gamma, beta, mean, variance, decay, epsilon, format, workspaces)
                    : null;
        }

        @Override
        public @Nullable Pair<Gradient, INDArray> backpropGradient(
                INDArray input,
                INDArray delta,
                long[] shape,
                INDArray gamma,
                INDArray beta,
                INDArray gammaGradient,
                INDArray betaGradient,
                double epsilon,
                CNN2DFormat format,
                LayerWorkspaceMgr workspaces) {
            return forwardWasHere
                    ? super.backpropGradient(
                            dense(input),
                            dense(delta),
                            shape,
                            gamma,
                            beta,
                            gammaGradient,
                            betaGradient,
                            epsilon,
                            format,
                            workspaces)
                    : null;
        }
    }
}
