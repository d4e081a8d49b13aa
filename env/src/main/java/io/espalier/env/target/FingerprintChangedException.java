package io.espalier.env.target;

/** A figure was asked of one target and would have come from another. */
public final class FingerprintChangedException extends TargetException {

    private static final long serialVersionUID = 1L;

    public FingerprintChangedException(String message) {
        super(message);
    }
}
