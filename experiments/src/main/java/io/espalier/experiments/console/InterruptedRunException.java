package io.espalier.experiments.console;

/** The user asked the command to stop; what had been done so far is on disk. */
public final class InterruptedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InterruptedRunException() {
        super("interrupted");
    }
}
