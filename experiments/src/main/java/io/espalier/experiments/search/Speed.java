package io.espalier.experiments.search;

import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast a network of the report is.
 *
 * @param summary its time; of the unpruned network the ratio is that of its twin, which is noise
 * @param verdict whether it is told from the unpruned network
 * @param noiseFloor smallest difference that the measurement can tell, as logarithm
 */
public record Speed(LatencySummary summary, Verdict verdict, double noiseFloor) {

    /** The unpruned network, and then the candidates, of one measurement. */
    static List<Speed> of(Measurement measurement) {
        LatencySummary reference = measurement.reference();
        List<Speed> speeds = new ArrayList<>();
        speeds.add(new Speed(
                new LatencySummary(
                        measurement.twin(), reference.medianNanos(), reference.p90Nanos(), reference.p99Nanos()),
                measurement.conditions().disturbed() ? Verdict.NOT_KNOWN : Verdict.NO_DIFFERENCE,
                measurement.noiseFloor()));
        for (int i = 0; i < measurement.candidates().size(); i++) {
            speeds.add(new Speed(measurement.candidates().get(i), measurement.verdict(i), measurement.noiseFloor()));
        }
        return speeds;
    }

    /** The figures by name, for the journal. */
    Map<String, Double> metrics() {
        return Map.of(
                "latency_ratio",
                summary.ratio().ratio(),
                "latency_ratio_lower",
                summary.ratio().lower(),
                "latency_ratio_upper",
                summary.ratio().upper(),
                "latency_rounds",
                (double) summary.ratio().rounds(),
                "latency_median_nanos",
                (double) summary.medianNanos(),
                "latency_p90_nanos",
                (double) summary.p90Nanos(),
                "latency_noise_floor",
                noiseFloor);
    }

    /** The ratio with its interval, and what may be claimed. */
    String text() {
        String claim =
                switch (verdict) {
                    case FASTER -> "faster";
                    case SLOWER -> "slower";
                    case NO_DIFFERENCE -> "no difference";
                    case NOT_KNOWN -> "disturbed, not known";
                };
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f] %s",
                summary.ratio().ratio(),
                summary.ratio().lower(),
                summary.ratio().upper(),
                claim);
    }
}
