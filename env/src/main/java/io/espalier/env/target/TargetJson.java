package io.espalier.env.target;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** How settings, fingerprints and blocks are written down: one line of JSON, names in snake case. */
public final class TargetJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    private TargetJson() {}

    /** One line. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "must be writable as JSON: " + value.getClass().getSimpleName(), e);
        }
    }

    /** @throws IllegalArgumentException if the text is not what {@link #line} writes of such a value */
    public static <T> T read(String line, Class<T> type) {
        try {
            T value = MAPPER.readValue(line, type);
            if (value == null) {
                throw new IllegalArgumentException(type.getSimpleName() + " must be as it was written: null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s must be as it was written: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
        }
    }
}
