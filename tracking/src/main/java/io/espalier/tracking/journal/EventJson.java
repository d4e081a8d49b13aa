package io.espalier.tracking.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.regex.Pattern;

/** The form of a journal's line. Reading is strict: what is not known, missing or of another type is an error. */
final class EventJson {

    static final String SEQUENCE = "sequence";
    static final String AT_MILLIS = "atMillis";
    static final String EVENT = "event";

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final int LONGEST = 200;

    private static final Pattern MAPPER_SETTING = Pattern.compile("( \\(index \\d+\\))?; `DeserializationFeature.*");

    private EventJson() {}

    static String write(StampedEvent stamped) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put(SEQUENCE, stamped.sequence());
        line.put(AT_MILLIS, stamped.atMillis());
        line.setAll((ObjectNode) MAPPER.valueToTree(stamped.event()));
        return line.toString();
    }

    /** @throws IllegalArgumentException saying what is wrong, without the file and line, which are the caller's to add */
    static StampedEvent read(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (!(node instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not a JSON object");
            }
            long sequence = takeNumber(object, SEQUENCE);
            long atMillis = takeNumber(object, AT_MILLIS);
            return new StampedEvent(sequence, atMillis, MAPPER.treeToValue(object, RunEvent.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    /** A value as a message shows it: whole plans are long. */
    static String brief(JsonNode value) {
        String text = value.isMissingNode() ? "(nothing)" : value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
    }

    private static long takeNumber(ObjectNode object, String field) {
        JsonNode value = object.remove(field);
        if (value == null || !value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("field \"" + field + "\" must be a whole number: " + value);
        }
        return value.longValue();
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof InvalidTypeIdException unknown) {
            return unknown.getTypeId() == null
                    ? "field \"event\" is missing"
                    : "unknown event \"" + unknown.getTypeId() + "\"";
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field \"" + unknown.getPropertyName() + "\" of "
                    + unknown.getReferringClass().getSimpleName();
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return String.valueOf(e.getCause().getMessage());
        }
        String message = MAPPER_SETTING.matcher(e.getOriginalMessage()).replaceFirst("");
        return (e instanceof JsonMappingException ? "" : "not JSON: ") + message;
    }
}
