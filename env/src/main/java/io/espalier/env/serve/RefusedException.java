package io.espalier.env.serve;

import java.util.List;

/** A request that is not served, and what its client is told. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int RETRY_SECONDS = 5;

    private final transient Reply reply;

    private RefusedException(Reply reply) {
        super(reply.body());
        this.reply = reply;
    }

    static RefusedException of(int status, String error) {
        return new RefusedException(Reply.refusal(status, error));
    }

    /** Only for now. */
    static RefusedException busy(String error) {
        return new RefusedException(
                Reply.refusal(Reply.UNAVAILABLE, error).with("Retry-After", String.valueOf(RETRY_SECONDS)));
    }

    static RefusedException missing(List<String> networks) {
        return new RefusedException(Reply.missing(networks));
    }

    static RefusedException withHeader(int status, String error, String header, String value) {
        return new RefusedException(Reply.refusal(status, error).with(header, value));
    }

    Reply reply() {
        return reply;
    }
}
