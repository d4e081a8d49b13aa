package io.espalier.env.target;

import io.espalier.models.data.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a figure was measured on: facts of machine, operating system, runtime and settings, by name. Figures of different fingerprints are
 * never mixed.
 *
 * @param facts for instance {@code processor}, {@code cores}, {@code runtime}, {@code batch}; the same target always has the same
 */
public record TargetFingerprint(SortedMap<String, String> facts) {

    private static final int ID_LENGTH = 12;

    /** @throws IllegalArgumentException if there is no fact */
    public TargetFingerprint {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        if (facts.isEmpty()) {
            throw new IllegalArgumentException("facts must not be empty");
        }
    }

    public static TargetFingerprint of(Map<String, String> facts) {
        return new TargetFingerprint(new TreeMap<>(facts));
    }

    /** 12 hexadecimal digits of the SHA-256 of the facts. */
    public String id() {
        Sha256 digest = new Sha256();
        facts.forEach((name, value) -> digest.add((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8)));
        return digest.hex().substring(0, ID_LENGTH);
    }

    /**
     * Refuses to go on with another target.
     *
     * @throws FingerprintChangedException if a fact differs; the message names it with both values
     */
    public void requireSame(TargetFingerprint other) {
        if (!equals(other)) {
            throw new FingerprintChangedException(difference(other));
        }
    }

    private String difference(TargetFingerprint other) {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.putAll(other.facts);
        StringBuilder text = new StringBuilder("the target must stay the same:");
        all.keySet().stream()
                .filter(name -> !value(name).equals(other.value(name)))
                .forEach(name ->
                        text.append(" %s was '%s' and is '%s';".formatted(name, value(name), other.value(name))));
        return text.substring(0, text.length() - 1);
    }

    private String value(String name) {
        return facts.getOrDefault(name, "");
    }
}
