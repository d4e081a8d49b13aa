package io.espalier.experiments.search;

import io.espalier.env.phase.Phase;
import io.espalier.env.phase.TimeSpent;
import io.espalier.env.phase.Work;
import io.espalier.experiments.console.Table;
import io.espalier.tracking.journal.RunEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Where the time of a run went, as aligned plain text and as an event of the journal. */
public final class TimeTable {

    private TimeTable() {}

    /** The lines of the table: phases with their share of the time that went by, then what the workers did, then the sum. */
    public static List<String> lines(TimeSpent spent) {
        Table table = new Table("phase", "seconds", "share", "CPU seconds");
        for (Map.Entry<Phase, Double> phase : spent.wallSeconds().entrySet()) {
            double cpu = spent.cpuSeconds().getOrDefault(phase.getKey(), 0.0);
            table.row(
                    phase.getKey().id(),
                    seconds(phase.getValue()),
                    percent(phase.getValue() / spent.totalWallSeconds()),
                    seconds(cpu));
        }
        spent.workerCpuSeconds()
                .forEach((work, cpu) -> table.row("  of all workers: " + work.id(), "", "", seconds(cpu)));
        table.row("together", seconds(spent.totalWallSeconds()), percent(1), seconds(spent.totalCpuSeconds()));
        return table.lines();
    }

    static RunEvent.TimeSpent event(TimeSpent spent) {
        return new RunEvent.TimeSpent(
                named(spent.wallSeconds(), Phase::id),
                named(spent.cpuSeconds(), Phase::id),
                named(spent.workerCpuSeconds(), Work::id));
    }

    /** What went by in each phase between two moments, in seconds, by its name in a round's figures. */
    static Map<String, Double> since(TimeSpent before, TimeSpent now) {
        Map<String, Double> seconds = new TreeMap<>();
        now.wallSeconds().forEach((phase, spent) -> {
            double more = spent - before.wallSeconds().getOrDefault(phase, 0.0);
            if (more > 0) {
                seconds.put(phase.id().replace('-', '_') + "_seconds", more);
            }
        });
        return seconds;
    }

    private static <K> Map<String, Double> named(Map<K, Double> seconds, Function<K, String> name) {
        Map<String, Double> named = new TreeMap<>();
        seconds.forEach((key, value) -> named.put(name.apply(key), value));
        return named;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
