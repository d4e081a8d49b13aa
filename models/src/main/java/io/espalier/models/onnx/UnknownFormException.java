package io.espalier.models.onnx;

/** A node that is right as it stands but that our operators cannot say; it is kept as it is. The message goes after the node's name. */
final class UnknownFormException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    UnknownFormException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The message. */
    String reason() {
        return reason;
    }
}
