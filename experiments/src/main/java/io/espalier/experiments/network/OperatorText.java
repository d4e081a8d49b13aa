package io.espalier.experiments.network;

import io.espalier.models.graph.Operator;
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
    public String add(Operator.Add operator) {
        return "Add";
    }

    @Override
    public String flatten(Operator.Flatten operator) {
        return "Flatten";
    }

    @Override
    public String softmax(Operator.Softmax operator) {
        return "Softmax";
    }

    private static String text(Window window) {
        int stride = window.stride().height();
        return window.kernel().height() + "x" + window.kernel().width() + (stride == 1 ? "" : "/" + stride);
    }

    private static String capitalised(Enum<?> constant) {
        return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
