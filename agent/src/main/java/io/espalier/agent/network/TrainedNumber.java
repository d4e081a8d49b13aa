package io.espalier.agent.network;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One number that Adam moves. Mutable. */
public final class TrainedNumber {

    private final Parameters parameter = new Parameters(1);
    private int steps;

    public TrainedNumber(double initial) {
        parameter.values[0] = (float) initial;
    }

    public double value() {
        return parameter.values[0];
    }

    /** A step of Adam against a gradient. */
    public void descend(double gradient, double learningRate) {
        parameter.gradients[0] = (float) gradient;
        parameter.descend(learningRate, ++steps);
    }

    /** Writes the number and the optimiser's state. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(steps);
        out.writeFloat(parameter.values[0]);
        out.writeFloat(parameter.firstMoments[0]);
        out.writeFloat(parameter.secondMoments[0]);
    }

    /** Becomes what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        steps = in.readInt();
        parameter.values[0] = in.readFloat();
        parameter.firstMoments[0] = in.readFloat();
        parameter.secondMoments[0] = in.readFloat();
    }
}
