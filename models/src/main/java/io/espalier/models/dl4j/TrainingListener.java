package io.espalier.models.dl4j;

/** Hears how a training goes, on the training's thread. */
@FunctionalInterface
public interface TrainingListener {

    /** Hears nothing. */
    TrainingListener SILENT = epoch -> {};

    /** An epoch is over and its checkpoint, if any, is written. */
    void epochFinished(Epoch epoch);

    /** An epoch that the checkpoint holds, which another training finished; comes before the first {@link #epochFinished}, in order. */
    default void epochResumed(Epoch epoch) {}

    /**
     * A batch is over.
     *
     * @param epoch from 1
     * @param done batches of this epoch that are over
     * @param batches in an epoch
     */
    default void batchFinished(int epoch, int done, int batches) {}

    /**
     * What an epoch brought.
     *
     * @param number from 1
     * @param of epochs in all
     * @param meanLoss mean loss of the training batches in nats, without weight decay: cross entropy against the smoothed labels, mixed
     *     with the divergence from the teacher if there is one
     * @param accuracy share of augmented training images that were classified right before their batch's step, in [0, 1]
     * @param seconds of wall clock
     * @param imagesPerSecond images trained on per second
     */
    record Epoch(int number, int of, double meanLoss, double accuracy, double seconds, double imagesPerSecond) {}
}
