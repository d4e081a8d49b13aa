package io.espalier.env.remote;

import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetJson;
import java.net.http.HttpResponse;

/** What a target's answer means where it is not the one that was hoped for. */
final class Answers {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int STILL_WORKING = 202;
    static final int MISSING = 409;

    private static final int LONGEST_TEXT = 300;

    private Answers() {}

    /** Why a request was refused, in the server's words, or what something else than our server said. */
    static String error(HttpResponse<String> response) {
        try {
            return TargetJson.read(response.body(), Refusal.class).error();
        } catch (IllegalArgumentException e) {
            String text = response.body().replaceAll("\\s+", " ").trim();
            return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + " ..." : text;
        }
    }

    static TargetException refused(RemoteAccess access, HttpResponse<String> response) {
        return new TargetException(
                "the target at %s answered %d: %s".formatted(access.server(), response.statusCode(), error(response)));
    }

    /** @throws TargetException if it is not what a target says */
    static <T> T read(RemoteAccess access, HttpResponse<String> response, Class<T> type) {
        try {
            return TargetJson.read(response.body(), type);
        } catch (IllegalArgumentException e) {
            throw new TargetException(
                    "the target at %s must answer as a target does: %s".formatted(access.server(), e.getMessage()), e);
        }
    }
}
