package io.espalier.models.graph;

/** A network that Espalier cannot read or prune; the message names the node, its operator and the reason. Thrown on reading, never later. */
public final class UnsupportedNetworkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnsupportedNetworkException(String message) {
        super(message);
    }

    public UnsupportedNetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}
