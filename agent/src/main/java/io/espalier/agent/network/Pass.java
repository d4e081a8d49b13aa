package io.espalier.agent.network;

/**
 * The arrays that one computation through a network writes: the rows that go in, what every layer makes of them and, going back, the
 * gradients of all of it. Made once and used again and again; not for two threads at once.
 *
 * <p>All matrices have a row for each of {@link #rows()}, one row after the other.
 */
public final class Pass {

    private final int rows;
    private final float[][] values = new float[Shape.LAYERS + 1][];
    private final float[][] gradients = new float[Shape.LAYERS + 1][];

    /** For networks of this shape. */
    public Pass(Shape shape, int rows) {
        if (!(rows > 0)) {
            throw new IllegalArgumentException("rows must be positive: " + rows);
        }
        this.rows = rows;
        for (int level = 0; level <= Shape.LAYERS; level++) {
            int width = level == Shape.LAYERS ? shape.outputs() : shape.into(level);
            values[level] = new float[rows * width];
            gradients[level] = new float[rows * width];
        }
    }

    public int rows() {
        return rows;
    }

    /** {@code [rows, inputs]}, to be filled before {@link DenseNetwork#forward}. */
    public float[] input() {
        return values[0];
    }

    /** {@code [rows, outputs]}, after {@link DenseNetwork#forward}. */
    public float[] output() {
        return values[Shape.LAYERS];
    }

    /** {@code [rows, outputs]}: the gradient of an objective, to be filled before {@link DenseNetwork#backward}, which changes it. */
    public float[] outputGradient() {
        return gradients[Shape.LAYERS];
    }

    /** {@code [rows, inputs]}, after {@link DenseNetwork#backwardToInput}. */
    public float[] inputGradient() {
        return gradients[0];
    }

    /** What went into layer {@code level}, or came out of the one before. */
    float[] values(int level) {
        return values[level];
    }

    float[] gradients(int level) {
        return gradients[level];
    }
}
