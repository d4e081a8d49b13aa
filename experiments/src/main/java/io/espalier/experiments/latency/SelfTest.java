package io.espalier.experiments.latency;

import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.RoundCounts;
import io.espalier.experiments.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Measurements of a network against itself: what they are off 1 is what the method adds.
 *
 * @param measurements with one candidate each, which is the reference again
 */
public record SelfTest(List<Measurement> measurements) {

    /** How far off a network may be from itself, as logarithm. */
    private static final double WITHIN = 0.01;

    public SelfTest {
        measurements = List.copyOf(measurements);
    }

    /** Measures so many times, one after the other. */
    public static SelfTest run(LatencyJob job, NamedNetwork network, int runs) {
        List<Measurement> measurements = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            measurements.add(job.selfTest(network, run));
        }
        return new SelfTest(measurements);
    }

    /** How many were within 1 %; those that were disturbed the whole time are not. */
    public int within() {
        return (int) measurements.stream()
                .filter(measurement -> !measurement.conditions().disturbed()
                        && Math.abs(candidate(measurement).ratio().log()) <= WITHIN)
                .count();
    }

    /** The largest noise floor. */
    public double noiseFloor() {
        return measurements.stream().mapToDouble(Measurement::noiseFloor).max().orElseThrow();
    }

    /** A line each, and what they say together. */
    public List<String> lines() {
        Table table = new Table("run", "median", "ratio [95 %]", "twin [95 %]", "noise floor", "blocks", "accepted", "")
                .names(7);
        IntStream.range(0, measurements.size()).forEach(run -> table.row(cells(run, measurements.get(run))));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add("%d of %d within 1 %%; largest noise floor %s"
                .formatted(within(), measurements.size(), LatencyReport.percent(noiseFloor())));
        disturbed().ifPresent(count -> lines.add("%d disturbed the whole time".formatted(count)));
        lines.add(LatencyReport.target(measurements.get(0).fingerprint()));
        return lines;
    }

    private OptionalInt disturbed() {
        int count = (int) measurements.stream()
                .filter(measurement -> measurement.conditions().disturbed())
                .count();
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }

    private static String[] cells(int run, Measurement measurement) {
        RoundCounts rounds = measurement.conditions().rounds();
        LatencySummary candidate = candidate(measurement);
        return new String[] {
            String.valueOf(run + 1),
            LatencyReport.millis(candidate.medianNanos()),
            LatencyReport.interval(candidate.ratio()),
            LatencyReport.interval(measurement.twin()),
            LatencyReport.percent(measurement.noiseFloor()),
            String.valueOf(measurement.conditions().blocks()),
            "%d of %d".formatted(rounds.accepted(), rounds.total()),
            measurement.conditions().disturbed()
                    ? "disturbed"
                    : measurement.conditions().ending().name().toLowerCase(Locale.ROOT)
        };
    }

    private static LatencySummary candidate(Measurement measurement) {
        return measurement.candidates().get(0);
    }
}
