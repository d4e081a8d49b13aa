package io.espalier.env.target;

/** A target could not measure; the message says which and why. */
public class TargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TargetException(String message) {
        super(message);
    }

    public TargetException(String message, Throwable cause) {
        super(message, cause);
    }
}
