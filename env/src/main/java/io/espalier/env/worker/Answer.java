package io.espalier.env.worker;

/**
 * What the measuring process says to a request.
 *
 * @param result one line of JSON; empty after a failure
 * @param error what went wrong; empty after a success
 */
record Answer(String result, String error) {

    static Answer of(String result) {
        return new Answer(result, "");
    }

    static Answer failed(Throwable failure) {
        return new Answer("", String.valueOf(failure.getMessage()));
    }
}
