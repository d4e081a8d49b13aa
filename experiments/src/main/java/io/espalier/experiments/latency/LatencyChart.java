package io.espalier.experiments.latency;

import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.Verdict;
import io.espalier.experiments.plot.IntervalChart;
import io.espalier.experiments.plot.IntervalChart.Interval;
import io.espalier.experiments.plot.IntervalChart.Mark;
import io.espalier.experiments.plot.IntervalChart.Tone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** A measurement as a picture: each network's ratio with its interval, and the band in which nothing can be told. */
public final class LatencyChart {

    private static final double NANOS_PER_MILLI = 1e6;

    private LatencyChart() {}

    /** @param names the reference's, then the candidates' */
    public static IntervalChart of(List<String> names, Measurement measurement) {
        List<String> labels = labels(names);
        List<Interval> intervals = new ArrayList<>();
        intervals.add(interval(
                labels.get(0) + " (twin)",
                measurement.twin(),
                Tone.NEUTRAL,
                LatencyReport.interval(measurement.twin())));
        for (int i = 0; i < measurement.candidates().size(); i++) {
            LatencyRatio ratio = measurement.candidates().get(i).ratio();
            intervals.add(
                    interval(labels.get(i + 1), ratio, tone(measurement.verdict(i)), LatencyReport.interval(ratio)));
        }
        String title = String.format(
                Locale.ROOT,
                "Latency against %s (%.3f ms)",
                labels.get(0),
                measurement.reference().medianNanos() / NANOS_PER_MILLI);
        return new IntervalChart(
                title,
                "time / time of the reference, with 95 % interval; shaded: noise floor",
                caption(measurement),
                new Mark(1, Math.expm1(measurement.noiseFloor())),
                intervals);
    }

    private static Interval interval(String name, LatencyRatio ratio, Tone tone, String note) {
        return new Interval(name, ratio.ratio(), ratio.lower(), ratio.upper(), tone, note);
    }

    private static Tone tone(Verdict verdict) {
        return switch (verdict) {
            case FASTER -> Tone.GOOD;
            case SLOWER -> Tone.BAD;
            case NO_DIFFERENCE, NOT_KNOWN -> Tone.NEUTRAL;
        };
    }

    private static String caption(Measurement measurement) {
        return "%s; %d of %d rounds accepted%s"
                .formatted(
                        LatencyReport.target(measurement.fingerprint()),
                        measurement.conditions().rounds().accepted(),
                        measurement.conditions().rounds().total(),
                        measurement.conditions().disturbed() ? "; disturbed, nothing is claimed" : "");
    }

    /** The files' names without their folders, where that tells them apart. */
    private static List<String> labels(List<String> names) {
        List<String> shortNames = names.stream()
                .map(name -> String.valueOf(Path.of(name).getFileName()))
                .toList();
        return new HashSet<>(shortNames).size() == new HashSet<>(names).size() ? shortNames : names;
    }
}
