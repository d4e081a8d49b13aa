package io.espalier.env.serve;

import io.espalier.env.remote.Refusal;
import io.espalier.env.target.TargetJson;
import java.util.List;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param headers besides those of the body
 * @param body JSON
 */
record Reply(int status, Map<String, String> headers, String body) {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int ACCEPTED = 202;
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int UNPROCESSABLE = 422;
    static final int INTERNAL_ERROR = 500;
    static final int UNAVAILABLE = 503;

    static Reply of(int status, String body) {
        return new Reply(status, Map.of(), body);
    }

    static Reply refusal(int status, String error) {
        return of(status, TargetJson.line(Refusal.of(error)));
    }

    static Reply missing(List<String> networks) {
        return of(
                CONFLICT,
                TargetJson.line(
                        new Refusal("%d networks must be uploaded first".formatted(networks.size()), networks)));
    }

    Reply with(String header, String value) {
        return new Reply(status, Map.of(header, value), body);
    }
}
