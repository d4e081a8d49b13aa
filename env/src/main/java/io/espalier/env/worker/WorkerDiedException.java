package io.espalier.env.worker;

import io.espalier.env.target.TargetException;

/** The measuring process ended by itself; the message says how. */
final class WorkerDiedException extends TargetException {

    private static final long serialVersionUID = 1L;

    WorkerDiedException(String message, Throwable cause) {
        super(message, cause);
    }
}
