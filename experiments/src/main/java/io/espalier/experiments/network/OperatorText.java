package io.espalier.experiments.network;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Window;
import java.util.Locale;

/** An operator in a few words, for instance {@code Conv2d 3x3/2}. */
record OperatorText() implements Operator.Cases<String> {

    @Override
    public String conv2d(Operator.Conv2d operator) {
        return "Conv2d " + text(operator.window()) + (operator.groups() == 1 ? "" : " groups " + operator.groups());
    }

    @Override
    public String dense(Operator.Dense operator) {
        return "Dense";
    }

    @Override
    public String batchNorm(Operator.BatchNorm operator) {
        return "BatchNorm";
    }

    @Override
    public String activation(Operator.Activation operator) {
        return capitalised(operator.function());
    }

    @Override
    public String pool(Operator.Pool operator) {
        return capitalised(operator.kind()) + "Pool " + text(operator.window());
    }

    @Override
    public String globalAveragePool(Operator.GlobalAveragePool operator) {
        return "GlobalAveragePool";
    }

    @Override
    public String convTranspose2d(Operator.ConvTranspose2d operator) {
        return "ConvTranspose2d " + text(operator.window())
                + (operator.groups() == 1 ? "" : " groups " + operator.groups());
    }

    @Override
    public String elementwise(Arithmetic.Elementwise operator) {
        return capitalised(operator.kind());
    }

    @Override
    public String flatten(Rearrangement.Flatten operator) {
        return "Flatten";
    }

    @Override
    public String softmax(Operator.Softmax operator) {
        return "Softmax";
    }

    @Override
    public String constant(Arithmetic.Constant operator) {
        return "Constant";
    }

    @Override
    public String reduceMean(Arithmetic.ReduceMean operator) {
        return "ReduceMean";
    }

    @Override
    public String concat(Rearrangement.Concat operator) {
        return "Concat";
    }

    @Override
    public String slice(Rearrangement.Slice operator) {
        return "Slice";
    }

    @Override
    public String pad(Rearrangement.Pad operator) {
        return "Pad";
    }

    @Override
    public String reshape(Rearrangement.Reshape operator) {
        return "Reshape";
    }

    @Override
    public String transpose(Rearrangement.Transpose operator) {
        return "Transpose";
    }

    @Override
    public String squeeze(Rearrangement.Squeeze operator) {
        return "Squeeze";
    }

    @Override
    public String unsqueeze(Rearrangement.Unsqueeze operator) {
        return "Unsqueeze";
    }

    @Override
    public String resize(Rearrangement.Resize operator) {
        return "Resize";
    }

    @Override
    public String opaque(Opaque operator) {
        return operator.type() + " (kept as it is)";
    }

    private static String text(Window window) {
        int stride = window.stride().height();
        return window.kernel().height() + "x" + window.kernel().width() + (stride == 1 ? "" : "/" + stride);
    }

    private static String capitalised(Enum<?> constant) {
        return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
