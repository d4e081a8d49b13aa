package io.espalier.models.dl4j;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalizationHelper;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link ChannelsLastNorm} for a layer of DL4J. Only for float32 images in NHWC; for everything else it says null, and the layer takes its
 * built-in path.
 */
final class ChannelsLastNormalisation implements BatchNormalizationHelper {

    private @Nullable Batch batch;

    /** What the backward pass needs of the forward pass. */
    private static final class Batch {

        private final double[] mean;
        private final double[] variance;

        Batch(double[] mean, double[] variance) {
            this.mean = mean;
            this.variance = variance;
        }
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
        batch = null;
        boolean served = format == CNN2DFormat.NHWC
                && x.dataType() == DataType.FLOAT
                && x.rank() == 4
                && x.size(3) == gamma.length();
        if (!served) {
            return null;
        }
        float[] values = HostArrays.floats(x);
        ChannelsLastNorm norm = new ChannelsLastNorm((int) x.size(3), values.length, epsilon);
        if (training) {
            double[] means = norm.mean(values);
            batch = new Batch(means, norm.variance(values, means));
        } else {
            batch = new Batch(mean.toDoubleVector(), variance.toDoubleVector());
        }
        float[] normalised =
                norm.forward(values, batch.mean, batch.variance, HostArrays.floats(gamma), HostArrays.floats(beta));
        INDArray output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, x.shape(), 'c');
        HostArrays.write(normalised, output);
        return output;
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
        if (batch == null) {
            return null;
        }
        float[] values = HostArrays.floats(input);
        ChannelsLastNorm.Gradients gradients = new ChannelsLastNorm((int) input.size(3), values.length, epsilon)
                .backward(values, HostArrays.floats(delta), batch.mean, batch.variance, HostArrays.floats(gamma));
        gammaGradient.assign(vector(gradients.gamma).reshape(gammaGradient.shape()));
        betaGradient.assign(vector(gradients.beta).reshape(betaGradient.shape()));
        INDArray epsilonNext =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
        HostArrays.write(gradients.input, epsilonNext);
        Gradient gradient = new DefaultGradient();
        gradient.setGradientFor(BatchNormalizationParamInitializer.GAMMA, gammaGradient);
        gradient.setGradientFor(BatchNormalizationParamInitializer.BETA, betaGradient);
        return new Pair<>(gradient, epsilonNext);
    }

    @Override
    public INDArray getMeanCache(DataType type) {
        return vector(Objects.requireNonNull(batch).mean).castTo(type);
    }

    @Override
    public INDArray getVarCache(DataType type) {
        return vector(Objects.requireNonNull(batch).variance).castTo(type);
    }

    @Override
    public boolean checkSupported(double epsilon, boolean fixedGammaBeta) {
        return !fixedGammaBeta;
    }

    @Override
    public boolean checkSupported() {
        return true;
    }

    @Override
    public Map<String, Long> helperMemoryUse() {
        return Map.of();
    }

    private static INDArray vector(double... values) {
        return HostArrays.of(ChannelsLastNorm.floats(values), values.length);
    }
}
