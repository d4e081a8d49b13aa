package io.espalier.models.reconstruction;

/** How the outputs of a layer that stay differ from what they were, over the calibration images. */
final class OutputShift {

    private final double[] meanChange;
    private final double[] varianceRatio;

    /** Takes over the arrays, which have one value per output that stays. */
    OutputShift(double[] meanChange, double[] varianceRatio) {
        this.meanChange = meanChange;
        this.varianceRatio = varianceRatio;
    }

    /** Number of outputs that stay. */
    int outputs() {
        return meanChange.length;
    }

    /** New mean minus old mean, the bias left out. */
    double meanChange(int output) {
        return meanChange[output];
    }

    /** New variance divided by the old one, at least 0; 1 for an output that never varied. */
    double varianceRatio(int output) {
        return varianceRatio[output];
    }
}
