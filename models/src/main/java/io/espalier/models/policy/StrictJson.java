package io.espalier.models.policy;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads and writes one kind of JSON file, strictly: an unknown, missing or repeated key, a value of another type and text after the end are
 * refused, naming the place. Keys are in snake_case. Immutable.
 *
 * @param <T> what a file holds
 */
public final class StrictJson<T> {

    /** Some fifty times what a hundred groups of 2,048 channels need. */
    private static final int LARGEST = 64 << 20;

    static final JsonMapper MAPPER = mapper();

    private final Class<T> type;
    private final String kind;

    /** @param kind what messages call it, such as {@code policy} */
    public StrictJson(Class<T> type, String kind) {
        this.type = type;
        this.kind = kind;
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    /** The file's text. */
    public String text(T value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(kind + " must be writable as JSON", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file and the key if it is not of this form
     * @throws UncheckedIOException with the path if it cannot be read
     */
    public T read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, kind + " file " + file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read %s %s: %s".formatted(kind, file, e.getMessage()), e);
        }
    }

    /**
     * Reads a stream to its end; it stays open.
     *
     * @param source what messages call it
     * @throws IllegalArgumentException naming the source and the key if it is not of this form
     * @throws UncheckedIOException if it cannot be read
     */
    public T read(InputStream in, String source) {
        try {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new IllegalArgumentException(refusal(source, "longer than %d bytes".formatted(LARGEST)));
            }
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException(refusal(source, "null"));
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(refusal(source, complaint(e)), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source + ": " + e.getMessage(), e);
        }
    }

    private String refusal(String source, String reason) {
        return "%s must be %s: %s".formatted(source, article(kind), reason);
    }

    private static String article(String kind) {
        return ("aeiou".indexOf(kind.charAt(0)) < 0 ? "a " : "an ") + kind;
    }

    /** The place and the reason. */
    static String complaint(JacksonException e) {
        return place(e) + reason(e);
    }

    /** Jackson's own words name Java classes and features. */
    private static String reason(JacksonException e) {
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key, known are " + unknown.getKnownPropertyIds();
        }
        if (e instanceof InvalidNullException || e.getOriginalMessage().startsWith("Null value")) {
            return "must be there and not null";
        }
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "nothing may follow the object";
        }
        return e instanceof MismatchedInputException mismatched && mismatched.getTargetType() != null
                ? "must be " + kind(mismatched.getTargetType())
                : e.getOriginalMessage();
    }

    private static String kind(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of " + List.of(type.getEnumConstants());
        }
        if (type == String.class) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String place(JacksonException e) {
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return path.isEmpty() ? "" : path + ": ";
    }
}
