package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The element-wise functions that DL4J has not, or has with fixed figures. At a kink the slope is that of the flat side. */
record Curve(DoubleUnaryOperator value, DoubleUnaryOperator slope) implements TensorFunction {

    static Curve of(Operator.Activation activation) {
        double alpha = activation.alpha();
        double beta = activation.beta();
        return switch (activation.function()) {
            case RELU -> new Curve(x -> Math.max(0, x), x -> x > 0 ? 1 : 0);
            case LEAKY_RELU -> new Curve(x -> x >= 0 ? x : alpha * x, x -> x >= 0 ? 1 : alpha);
            case CLIP -> new Curve(x -> Math.min(Math.max(x, alpha), beta), x -> x > alpha && x < beta ? 1 : 0);
            case TANH -> new Curve(Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x));
            case SIGMOID -> new Curve(x -> 1 / (1 + Math.exp(-x)), x -> Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2));
            case HARD_SIGMOID ->
                new Curve(
                        x -> Math.min(Math.max(alpha * x + beta, 0), 1),
                        x -> alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0);
            case HARD_SWISH ->
                new Curve(x -> x * Math.min(Math.max(x / 6 + 0.5, 0), 1), x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
        };
    }

    @Override
    public INDArray forward(List<INDArray> inputs) {
        float[] values = HostArrays.floats(inputs.get(0));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(values[i]);
        }
        return HostArrays.of(values, inputs.get(0).shape());
    }

    @Override
    public List<INDArray> backward(INDArray gradient, List<INDArray> inputs) {
        float[] values = HostArrays.floats(gradient);
        float[] at = HostArrays.floats(inputs.get(0));
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) slope.applyAsDouble(at[i]);
        }
        return List.of(HostArrays.of(values, gradient.shape()));
    }
}
