package io.espalier.models.reconstruction;

/**
 * The inputs of a dense layer: the rows along the last axis.
 *
 * @param positions rows of one image, 1 for a vector
 */
record SequenceRows(int features, int positions) implements PatchReader {

    @Override
    public int taps() {
        return 1;
    }

    @Override
    public int phases() {
        return 1;
    }

    @Override
    public void read(float[] batch, int image, int position, double[] row) {
        int from = (image * positions + position) * features;
        for (int i = 0; i < features; i++) {
            row[i] = batch[from + i];
        }
    }
}
