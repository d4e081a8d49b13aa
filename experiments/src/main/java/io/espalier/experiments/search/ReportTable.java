package io.espalier.experiments.search;

import io.espalier.env.latency.LatencyRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The before/after table of a run, as aligned plain text. The first subject is what the others are compared with. */
public final class ReportTable {

    private static final List<String> HEADER = List.of(
            "network",
            "search acc. before",
            "and after fine-tuning",
            "test acc.",
            "MACs",
            "parameters",
            "ONNX file",
            "latency ratio [95 %]");

    private ReportTable() {}

    /** The lines of the table. */
    public static List<String> lines(List<Subject> subjects) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        Subject reference = subjects.get(0);
        subjects.forEach(subject -> rows.add(row(subject, reference)));
        return rows.stream().map(row -> aligned(row, rows)).toList();
    }

    private static List<String> row(Subject subject, Subject reference) {
        return List.of(
                subject.name(),
                percent(subject.searchAccuracy().before()),
                percent(subject.searchAccuracy().after()),
                percent(subject.test().accuracy()),
                share(subject.test().cost().macs(), reference.test().cost().macs(), 1e6, "M"),
                share(
                        subject.test().cost().parameters(),
                        reference.test().cost().parameters(),
                        1e3,
                        "k"),
                share(subject.fileBytes(), reference.fileBytes(), 1024, "KiB"),
                subject.test().latency().map(ReportTable::ratio).orElse("not measured"));
    }

    private static String percent(double accuracy) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * accuracy);
    }

    private static String share(long value, long reference, double unit, String unitName) {
        return String.format(Locale.ROOT, "%.2f %s (%.1f %%)", value / unit, unitName, 100.0 * value / reference);
    }

    private static String ratio(LatencyRatio ratio) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", ratio.median(), ratio.lower(), ratio.upper());
    }

    private static String aligned(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
            line.append(String.format("%-" + (width + 2) + "s", row.get(column)));
        }
        return line.toString().stripTrailing();
    }
}
