package io.espalier.models.dl4j;

/** The loss is no longer a finite number; the message names epoch and batch, both from 1. */
public final class TrainingDivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrainingDivergedException(int epoch, int batch, double loss) {
        super("loss must be finite in epoch %d, batch %d: %s; a lower learning rate may help"
                .formatted(epoch, batch, loss));
    }
}
