package io.espalier.env.remote;

import java.util.List;

/**
 * What is said instead of an answer.
 *
 * @param error why, for a human
 * @param missing SHA-256 of the networks that must be uploaded before the request is sent again; empty if something else is wrong
 */
public record Refusal(String error, List<String> missing) {

    public Refusal {
        missing = List.copyOf(missing);
    }

    public static Refusal of(String error) {
        return new Refusal(error, List.of());
    }
}
