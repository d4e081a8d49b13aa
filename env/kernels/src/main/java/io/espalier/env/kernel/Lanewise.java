package io.espalier.env.kernel;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Operator.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What is computed value by value. Lists of offsets say where values are read and written, one after the other. */
public final class Lanewise {

    /** Values that are summed up before their sum is added to the others': a mean of many keeps its digits. */
    private static final int PARTIAL_SUM = 32;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private Lanewise() {}

    /** The values at {@code from} to {@code to}. */
    public static void copy(float[] in, int[] from, float[] out, int[] to) {
        for (int i = 0; i < to.length; i++) {
            at(in, from[i]).intoArray(out, to[i]);
        }
    }

    /** One value to all of {@code to}. */
    public static void fill(float value, float[] out, int[] to) {
        FloatVector values = FloatVector.broadcast(S, value);
        for (int offset : to) {
            values.intoArray(out, offset);
        }
    }

    /** {@code scale * x + shift}, each channel with its own, which has {@code to.length / scale.length} values. */
    public static void affine(float[] in, int[] from, float[] scale, float[] shift, Written written) {
        int positions = written.to.length / scale.length;
        for (int i = 0; i < written.to.length; i++) {
            int channel = i / positions;
            at(in, from[i])
                    .fma(FloatVector.broadcast(S, scale[channel]), FloatVector.broadcast(S, shift[channel]))
                    .intoArray(written.out, written.to[i]);
        }
    }

    /** Where values go. */
    public static final class Written {

        private final float[] out;
        private final int[] to;

        public Written(float[] out, int[] to) {
            this.out = out;
            this.to = to;
        }
    }

    /** Pairs of values; a value may be in many pairs. */
    public static void combine(Elementwise.Kind kind, float[] a, int[] fromA, float[] b, int[] fromB, Written written) {
        // A loop for each kind: a vector that comes out of one of several branches would be put on the heap.
        float[] out = written.out;
        int[] to = written.to;
        switch (kind) {
            case ADD -> {
                for (int i = 0; i < to.length; i++) {
                    at(a, fromA[i]).add(at(b, fromB[i])).intoArray(out, to[i]);
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < to.length; i++) {
                    at(a, fromA[i]).sub(at(b, fromB[i])).intoArray(out, to[i]);
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < to.length; i++) {
                    at(a, fromA[i]).mul(at(b, fromB[i])).intoArray(out, to[i]);
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < to.length; i++) {
                    at(a, fromA[i]).div(at(b, fromB[i])).intoArray(out, to[i]);
                }
            }
        }
    }

    /**
     * An element-wise function.
     *
     * @throws IllegalArgumentException if it needs an exponential
     */
    public static void activate(Activation activation, float[] in, int[] from, Written written) {
        float alpha = (float) activation.alpha();
        float beta = (float) activation.beta();
        switch (activation.function()) {
            case RELU -> clip(in, from, 0, Float.POSITIVE_INFINITY, written);
            case CLIP -> clip(in, from, alpha, beta, written);
            case LEAKY_RELU -> leakyRelu(in, from, alpha, written);
            case HARD_SIGMOID -> hardSigmoid(in, from, alpha, beta, written);
            case HARD_SWISH -> hardSwish(in, from, written);
            case TANH, SIGMOID -> throw new IllegalArgumentException("lanes compute no " + activation.function());
        }
    }

    private static void clip(float[] in, int[] from, float lower, float upper, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            at(in, from[i]).max(lower).min(upper).intoArray(written.out, written.to[i]);
        }
    }

    private static void leakyRelu(float[] in, int[] from, float slope, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            FloatVector x = at(in, from[i]);
            x.max(0).add(x.min(0).mul(slope)).intoArray(written.out, written.to[i]);
        }
    }

    private static void hardSigmoid(float[] in, int[] from, float slope, float atZero, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            at(in, from[i]).mul(slope).add(atZero).max(0).min(1).intoArray(written.out, written.to[i]);
        }
    }

    private static void hardSwish(float[] in, int[] from, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            FloatVector x = at(in, from[i]);
            x.mul(x.mul(1 / 6f).add(0.5f).max(0).min(1)).intoArray(written.out, written.to[i]);
        }
    }

    /**
     * Means of values.
     *
     * @param from for each mean the offsets of its values, as many for each as {@code starts} says
     * @param starts for each mean where in {@code from} its values begin, and the end of the last
     * @param counts what each sum is divided by
     */
    public static void mean(float[] in, int[] from, int[] starts, int[] counts, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            FloatVector sum = FloatVector.zero(S);
            for (int first = starts[i]; first < starts[i + 1]; first += PARTIAL_SUM) {
                FloatVector part = FloatVector.zero(S);
                for (int k = first; k < Math.min(starts[i + 1], first + PARTIAL_SUM); k++) {
                    part = part.add(at(in, from[k]));
                }
                sum = sum.add(part);
            }
            sum.div(counts[i]).intoArray(written.out, written.to[i]);
        }
    }

    /** Largest values; the lists as of {@link #mean}. */
    public static void max(float[] in, int[] from, int[] starts, Written written) {
        for (int i = 0; i < written.to.length; i++) {
            FloatVector most = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                most = most.max(at(in, from[k]));
            }
            most.intoArray(written.out, written.to[i]);
        }
    }

    private static FloatVector at(float[] values, int offset) {
        return FloatVector.fromArray(S, values, offset);
    }
}
