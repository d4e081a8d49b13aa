package io.espalier.experiments.staircase;

import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.experiments.console.Table;
import io.espalier.models.coupling.ChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table as facts to be shown, names in snake case as JSON.
 *
 * @param target what was measured
 * @param layerTimes layers measured on this target
 * @param plans plans of this network measured whole
 * @param relativeError mean error of plans that were left out of the fit; null if fewer than five were measured
 * @param groups in the network's order
 * @param check null if none was asked for
 */
public record TableReport(
        TargetFacts target,
        int layerTimes,
        int plans,
        @Nullable Double relativeError,
        List<GroupLatency> groups,
        @Nullable TableCheck check) {

    public TableReport {
        groups = List.copyOf(groups);
    }

    /** Id and facts of the target. */
    public record TargetFacts(String id, SortedMap<String, String> facts) {

        static TargetFacts of(TargetFingerprint fingerprint) {
            return new TargetFacts(fingerprint.id(), fingerprint.facts());
        }
    }

    /**
     * A group.
     *
     * @param share of the time that is saved if the group alone keeps half of its units
     * @param slope the most time that is saved per removed share of units, the group alone pruned by at most a quarter
     * @param worthwhile counts that no greater one beats
     */
    public record GroupLatency(String name, int width, double share, double slope, List<Integer> worthwhile) {

        public GroupLatency {
            worthwhile = List.copyOf(worthwhile);
        }
    }

    public static TableReport of(StaircaseTable table, String digest, @Nullable TableCheck check) {
        List<GroupLatency> groups = new ArrayList<>();
        for (int i = 0; i < table.groups().size(); i++) {
            ChannelGroup group = table.groups().get(i);
            List<Integer> all = IntStream.rangeClosed(1, group.width()).boxed().toList();
            groups.add(new GroupLatency(
                    group.name(), group.width(), table.share(i), table.slope(i), table.worthwhile(i, all)));
        }
        int plans = (int) table.data().wholes().stream()
                .filter(whole -> whole.network().equals(digest))
                .count();
        return new TableReport(
                TargetFacts.of(table.fingerprint()),
                table.data().cells().size(),
                plans,
                Double.isNaN(table.relativeError()) ? null : table.relativeError(),
                groups,
                check);
    }

    /** The report as text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (check != null) {
            lines.addAll(plans(check));
            lines.add("");
            lines.addAll(agreement(check));
            lines.add("");
        }
        lines.addAll(groupLines());
        lines.add("");
        lines.add("%d layer times, %d plans measured whole; %s"
                .formatted(
                        layerTimes,
                        plans,
                        relativeError == null
                                ? "too few plans to tell the error"
                                : "plans left out of the fit are off by %s on average"
                                        .formatted(percent(relativeError))));
        lines.add("target " + target.id());
        return lines;
    }

    /** The groups alone. */
    public List<String> groupLines() {
        Table rows = new Table("group", "width", "saved at half", "slope", "worthwhile counts").names(4);
        groups.forEach(group -> rows.row(
                group.name(),
                String.valueOf(group.width()),
                percent(group.share()),
                String.format(Locale.ROOT, "%.3f", group.slope()),
                ranges(group.worthwhile())));
        return rows.lines();
    }

    private static List<String> plans(TableCheck check) {
        Table rows = new Table("plan", "predicted", "measured [95 %]", "error", "MACs", "").names(5);
        for (int i = 0; i < check.plans().size(); i++) {
            TableCheck.Plan plan = check.plans().get(i);
            rows.row(
                    String.valueOf(i + 1),
                    ratio(plan.predicted()),
                    "%s [%s, %s]".formatted(ratio(plan.measured()), ratio(plan.lower()), ratio(plan.upper())),
                    String.format(Locale.ROOT, "%+.1f %%", 100 * (plan.predicted() / plan.measured() - 1)),
                    ratio(plan.macs()),
                    plan.disturbed() ? "disturbed" : "");
        }
        return rows.lines();
    }

    private static List<String> agreement(TableCheck check) {
        return new Table("predicted by", "mean error", "bias", "rank correlation", "correlation")
                .row(cells("the table", check.table()))
                .row(cells("MACs alone", check.macs()))
                .lines();
    }

    private static String[] cells(String name, Agreement agreement) {
        return new String[] {
            name,
            interval(agreement.meanError(), "%.1f", 100, " %"),
            interval(agreement.bias(), "%.1f", 100, " %"),
            interval(agreement.spearman(), "%.3f", 1, ""),
            interval(agreement.pearson(), "%.3f", 1, "")
        };
    }

    private static String interval(Agreement.Figure figure, String format, double scale, String unit) {
        return String.format(
                        Locale.ROOT,
                        format + " [" + format + ", " + format + "]",
                        scale * figure.value(),
                        scale * figure.lower(),
                        scale * figure.upper())
                + unit;
    }

    /** {@code 1-16 20 24}. */
    static String ranges(List<Integer> counts) {
        List<String> parts = new ArrayList<>();
        for (int first = 0; first < counts.size(); ) {
            int last = first;
            while (last + 1 < counts.size() && counts.get(last + 1) == counts.get(last) + 1) {
                last++;
            }
            parts.add(last == first ? counts.get(first).toString() : counts.get(first) + "-" + counts.get(last));
            first = last + 1;
        }
        return parts.stream().collect(Collectors.joining(" "));
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
