package io.espalier.tracking.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * In what two events differ that should be the same. Times of the clock do not count, that is fields and metrics whose name ends in
 * {@code millis}, {@code nanos} or {@code seconds}; latencies do, because a resumed run has them from the record. Nor do the parameters of
 * {@link RunEvent.RunStarted}, some of which may change: whoever resumes compares configs.
 */
final class EventDifference {

    private static final String PARAMETERS = "parameters";

    private EventDifference() {}

    /** The first field that differs, with both values; empty if none does. */
    static Optional<String> between(RunEvent recorded, RunEvent derived) {
        ObjectNode was = tree(recorded);
        ObjectNode is = tree(derived);
        return recorded.getClass().equals(derived.getClass())
                ? in(was.path(EventJson.EVENT).asText(), was, is)
                : Optional.of("it was %s and is %s".formatted(EventJson.brief(was), EventJson.brief(is)));
    }

    private static ObjectNode tree(RunEvent event) {
        ObjectNode tree = EventJson.MAPPER.valueToTree(event);
        if (event instanceof RunEvent.RunStarted) {
            tree.remove(PARAMETERS);
        }
        return tree;
    }

    private static Optional<String> in(String path, JsonNode was, JsonNode is) {
        if (was.equals(is)) {
            return Optional.empty();
        }
        if (!was.isObject() || !is.isObject()) {
            return Optional.of("%s was %s and is %s".formatted(path, EventJson.brief(was), EventJson.brief(is)));
        }
        TreeSet<String> fields = new TreeSet<>();
        was.fieldNames().forEachRemaining(fields::add);
        is.fieldNames().forEachRemaining(fields::add);
        return fields.stream()
                .filter(field -> !isTime(field))
                .flatMap(field -> in(path + "." + field, was.path(field), is.path(field)).stream())
                .findFirst();
    }

    private static boolean isTime(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("millis") || lower.endsWith("nanos") || lower.endsWith("seconds");
    }
}
