package io.espalier.experiments.search;

import io.espalier.experiments.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The before/after table of a run, as aligned plain text. The first subject is what the others are compared with. */
public final class ReportTable {

    private static final String[] HEADINGS = {
        "network",
        "search acc. before",
        "and after fine-tuning",
        "test acc.",
        "MACs",
        "parameters",
        "ONNX file",
        "latency ratio [95 %]"
    };

    private ReportTable() {}

    /** The lines of the table. */
    public static List<String> lines(List<Subject> subjects) {
        Table table = new Table(HEADINGS);
        Subject reference = subjects.get(0);
        subjects.forEach(subject -> table.row(row(subject, reference)));
        return table.lines();
    }

    /** The same as a table in Markdown. */
    static List<String> markdown(List<Subject> subjects) {
        Subject reference = subjects.get(0);
        List<String> lines = new ArrayList<>();
        lines.add(line(HEADINGS));
        lines.add("|---".repeat(HEADINGS.length) + "|");
        subjects.forEach(subject -> lines.add(line(row(subject, reference))));
        return lines;
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String[] row(Subject subject, Subject reference) {
        return new String[] {
            subject.name(),
            percent(subject.searchAccuracy().before()),
            percent(subject.searchAccuracy().after()),
            percent(subject.test().accuracy()),
            share(subject.test().cost().macs(), reference.test().cost().macs(), 1e6, "M"),
            share(subject.test().cost().parameters(), reference.test().cost().parameters(), 1e3, "k"),
            share(subject.fileBytes(), reference.fileBytes(), 1024, "KiB"),
            subject.speed().map(Speed::text).orElse("not measured")
        };
    }

    private static String percent(double accuracy) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * accuracy);
    }

    private static String share(long value, long reference, double unit, String unitName) {
        return String.format(Locale.ROOT, "%.2f %s (%.1f %%)", value / unit, unitName, 100.0 * value / reference);
    }
}
