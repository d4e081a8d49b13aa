package io.espalier.env.latency;

/** Predicts how fast a pruned network is, without building or running it. */
public interface LatencyModel {

    /**
     * Predicted time divided by the unpruned network's.
     *
     * @param kept one count per group, in the groups' order, each in [1, width]
     * @return positive; 1 for the unpruned network
     */
    double ratio(int... kept);

    /** Mean relative error of predictions, from plans that were measured whole and not used to fit; 0.05 means 5 %. */
    double relativeError();
}
