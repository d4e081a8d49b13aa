package io.espalier.tracking.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares journals of runs that should be the same. What a clock measured is left out: {@code atMillis}, and every field or metric whose name holds
 * {@code latency} or ends in {@code millis}, {@code nanos} or {@code seconds} (in any case of letters). The parameters of {@link RunEvent.RunStarted} are config,
 * not measurement, and all count. Nor does it count that a run was stopped and resumed: the lines are numbered as if it had not been.
 */
public final class JournalComparison {

    private JournalComparison() {}

    /** The journal's lines without what a clock measured; fields keep their order. */
    public static List<String> withoutTimes(Path journal) {
        List<StampedEvent> events = JournalReader.read(journal);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            StampedEvent stamped = events.get(i);
            if (!(RecordedEvents.ofProcess(stamped.event()) && resumedBehind(events, i))) {
                lines.add(withoutTimes(new StampedEvent(lines.size() + 1, stamped.atMillis(), stamped.event())));
            }
        }
        return lines;
    }

    /** The end of a run that nobody resumed is its end. */
    private static boolean resumedBehind(List<StampedEvent> events, int index) {
        return events.get(index).event() instanceof RunEvent.RunResumed || index + 1 < events.size();
    }

    private static String withoutTimes(StampedEvent stamped) {
        try {
            ObjectNode line = (ObjectNode) EventJson.MAPPER.readTree(EventJson.write(stamped));
            if (stamped.event() instanceof RunEvent.RunStarted) {
                line.remove(EventJson.AT_MILLIS);
            } else {
                removeTimes(line);
            }
            return line.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event's own JSON cannot be read", e);
        }
    }

    private static void removeTimes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
            List<String> measured = new ArrayList<>();
            fields.forEachRemaining(field -> {
                if (isMeasured(field.getKey())) {
                    measured.add(field.getKey());
                }
            });
            object.remove(measured);
        }
        node.forEach(JournalComparison::removeTimes);
    }

    private static boolean isMeasured(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("latency")
                || lower.endsWith("millis")
                || lower.endsWith("nanos")
                || lower.endsWith("seconds");
    }

    /** The first line in which the journals differ, both versions of it; empty if they are the same but for times. */
    public static Optional<String> firstDifference(Path first, Path second) {
        List<String> left = withoutTimes(first);
        List<String> right = withoutTimes(second);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String a = i < left.size() ? left.get(i) : "(no line)";
            String b = i < right.size() ? right.get(i) : "(no line)";
            if (!a.equals(b)) {
                return Optional.of("line " + (i + 1) + ":\n" + a + "\n" + b);
            }
        }
        return Optional.empty();
    }
}
