package io.espalier.agent.network;

/**
 * A network with two rectified hidden layers.
 *
 * @param inputs numbers in a row that goes in
 * @param firstHidden units
 * @param secondHidden units
 * @param outputs numbers in a row that comes out
 * @param head what the outputs go through
 */
public record Shape(int inputs, int firstHidden, int secondHidden, int outputs, Head head) {

    /** How many layers have weights: two hidden ones and the last. */
    static final int LAYERS = 3;

    /** What the last layer's sums become. */
    public enum Head {
        /** What they are: any number. */
        IDENTITY,
        /** {@code 1 / (1 + e^-x)}: a number in [0, 1]. */
        SIGMOID
    }

    /** @throws IllegalArgumentException naming the size that is not positive */
    public Shape {
        positive("inputs", inputs);
        positive("firstHidden", firstHidden);
        positive("secondHidden", secondHidden);
        positive("outputs", outputs);
    }

    private static void positive(String name, int size) {
        if (!(size > 0)) {
            throw new IllegalArgumentException(name + " must be positive: " + size);
        }
    }

    /** Width of what goes into a layer. */
    int into(int layer) {
        return layer == 0 ? inputs : outOf(layer - 1);
    }

    /** Width of what comes out of a layer. */
    int outOf(int layer) {
        return switch (layer) {
            case 0 -> firstHidden;
            case 1 -> secondHidden;
            default -> outputs;
        };
    }
}
