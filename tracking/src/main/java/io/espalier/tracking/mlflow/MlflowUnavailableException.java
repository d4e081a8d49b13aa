package io.espalier.tracking.mlflow;

/** A server did not take what it was sent; nothing is lost, since the journal has it. */
public final class MlflowUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MlflowUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }

    MlflowUnavailableException(String reason) {
        super(reason);
    }
}
