package io.espalier.experiments.latency;

import io.espalier.env.latency.Conditions;
import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.RoundCounts;
import io.espalier.env.latency.Verdict;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.experiments.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A measurement as text. */
public final class LatencyReport {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private LatencyReport() {}

    /**
     * A table of the networks and what the figures rest on.
     *
     * @param names the reference's, then the candidates'
     */
    public static List<String> lines(List<String> names, Measurement measurement) {
        Table table = new Table("network", "median", "p90", "p99", "ratio [95 %]", "").names(5);
        table.row(cells(names.get(0), measurement.reference(), "1", "reference"));
        for (int i = 0; i < measurement.candidates().size(); i++) {
            LatencySummary candidate = measurement.candidates().get(i);
            table.row(cells(names.get(i + 1), candidate, interval(candidate.ratio()), word(measurement.verdict(i))));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.addAll(conditions(measurement));
        return lines;
    }

    /** What the figures rest on. */
    static List<String> conditions(Measurement measurement) {
        Conditions conditions = measurement.conditions();
        List<String> lines = new ArrayList<>();
        lines.add(rounds(conditions));
        lines.add("twin %s: a difference below %s is noise"
                .formatted(interval(measurement.twin()), percent(measurement.noiseFloor())));
        lines.add(ending(conditions));
        if (conditions.drift().beyondNoise()) {
            lines.add(
                    "later blocks differ from earlier ones by %s (the reference's own time by %s): the intervals are too narrow"
                            .formatted(
                                    percent(conditions.drift().ratioChange()),
                                    percent(conditions.drift().referenceChange())));
        }
        if (conditions.disturbed()) {
            lines.add(
                    "the machine was disturbed the whole time: the figures are of all rounds, and nothing is claimed");
        }
        lines.add(target(measurement.fingerprint()));
        return lines;
    }

    /** A ratio with its interval. */
    public static String interval(LatencyRatio ratio) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", ratio.ratio(), ratio.lower(), ratio.upper());
    }

    private static String[] cells(String name, LatencySummary summary, String ratio, String verdict) {
        return new String[] {
            name, millis(summary.medianNanos()), millis(summary.p90Nanos()), millis(summary.p99Nanos()), ratio, verdict
        };
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case FASTER -> "faster";
            case SLOWER -> "slower";
            case NO_DIFFERENCE -> "no difference that can be told";
            case NOT_KNOWN -> "disturbed, not known";
        };
    }

    private static String rounds(Conditions conditions) {
        RoundCounts rounds = conditions.rounds();
        String causes = Stream.of(
                        cause(rounds.canary(), "canary"),
                        cause(rounds.memory(), "memory"),
                        cause(rounds.waited(), "waited"),
                        cause(rounds.stolen(), "stolen"),
                        cause(rounds.reference(), "reference"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return "%d blocks, %d rounds: %d accepted, %d rejected%s"
                .formatted(
                        conditions.blocks(),
                        rounds.total(),
                        rounds.accepted(),
                        rounds.rejected(),
                        causes.isEmpty() ? "" : " (" + causes + ")");
    }

    private static String cause(int count, String name) {
        return count == 0 ? "" : name + " " + count;
    }

    private static String ending(Conditions conditions) {
        String why =
                switch (conditions.ending()) {
                    case PRECISE -> "ended because it was precise enough";
                    case BLOCKS -> "ended at the largest number of blocks, less precise than was wanted";
                    case TIME -> "ended at its time cap, less precise than was wanted";
                };
        String canary = conditions.canaryLevelNanos() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; canary %.1f us, memory canary %.1f us",
                        conditions.canaryLevelNanos() / NANOS_PER_MICRO,
                        conditions.memoryLevelNanos() / NANOS_PER_MICRO);
        String pace = conditions.lag() == 0
                ? ""
                : String.format(
                        Locale.ROOT, "; reference %.1f %% off its best pace", 100 * Math.expm1(conditions.lag()));
        return String.format(Locale.ROOT, "%s, after %.1f s", why, conditions.elapsedNanos() / NANOS_PER_SECOND)
                + canary
                + pace;
    }

    /** Id of a target and what it is, as far as it tells. */
    public static String target(TargetFingerprint fingerprint) {
        Map<String, String> facts = fingerprint.facts();
        String text = Stream.of(
                        facts.getOrDefault("processor", ""),
                        "%s %s"
                                .formatted(facts.getOrDefault("runtime", ""), facts.getOrDefault("runtime_version", ""))
                                .trim(),
                        named(facts, "batch"),
                        named(facts, "threads"))
                .filter(fact -> !fact.isEmpty())
                .collect(Collectors.joining(", "));
        return "target " + fingerprint.id() + (text.isEmpty() ? "" : ": " + text);
    }

    private static String named(Map<String, String> facts, String name) {
        return facts.containsKey(name) ? name + " " + facts.get(name) : "";
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / NANOS_PER_MILLI);
    }

    /** Of a difference as logarithm. */
    static String percent(double log) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * Math.expm1(log));
    }
}
