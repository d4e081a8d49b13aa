package io.espalier.experiments.comparison;

import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.target.TargetJson;
import io.espalier.experiments.comparison.FinishedRun.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param chosen the networks of the MACs budget, of the latency budget, of the first target and of the second
 * @param onFirst on the first target, relative to the first of them: the second, and the unpruned network
 * @param ownFirst on the first target: its own network relative to the second target's
 * @param ownSecond on the second target: its own network relative to the first target's
 */
public record ComparisonReport(
        List<Candidate> chosen, Measurement onFirst, Measurement ownFirst, Measurement ownSecond) {

    private static final List<String> NAMES = List.of("MACs budget", "latency budget");

    public ComparisonReport {
        chosen = List.copyOf(chosen);
    }

    /** Two Markdown tables with what they were measured on. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("First target %s, second target %s"
                .formatted(onFirst.fingerprint().id(), ownSecond.fingerprint().id()));
        lines.add("");
        lines.add("| network | search | search accuracy | MACs | time / MACs budget's [95 %] | median ms | |");
        lines.add("| --- | --- | ---: | ---: | ---: | ---: | --- |");
        lines.add(row(0, onFirst.reference(), "reference"));
        lines.add(row(1, onFirst.candidates().get(0), onFirst.verdict(0).name().toLowerCase(Locale.ROOT)));
        LatencySummary whole = onFirst.candidates().get(1);
        lines.add("| unpruned | | | 100.0 %% | %s | %s | %s |"
                .formatted(
                        ratio(whole.ratio()),
                        millis(whole),
                        onFirst.verdict(1).name().toLowerCase(Locale.ROOT)));
        lines.add("");
        lines.add("| on | own network | other's network | own / other's [95 %] | |");
        lines.add("| --- | --- | --- | ---: | --- |");
        lines.add(own("first target", 2, 3, ownFirst));
        lines.add(own("second target", 3, 2, ownSecond));
        if (chosen.get(2).plan().equals(chosen.get(3).plan())) {
            lines.add("");
            lines.add("Both targets chose the same network.");
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Noise floors: %.2f %%, %.2f %% and %.2f %%.",
                100 * onFirst.noiseFloor(),
                100 * ownFirst.noiseFloor(),
                100 * ownSecond.noiseFloor()));
        return lines;
    }

    /** The same as one line of JSON. */
    public String json() {
        return TargetJson.line(Map.of(
                "networks", chosen.stream().map(ComparisonReport::figures).toList(),
                "on_first", onFirst,
                "own_first", ownFirst,
                "own_second", ownSecond));
    }

    private static Map<String, Object> figures(Candidate candidate) {
        return Map.of(
                "search", candidate.run(),
                "search_accuracy", candidate.searchAccuracy(),
                "macs", candidate.macs(),
                "kept", candidate.plan().kept());
    }

    private String row(int place, LatencySummary summary, String verdict) {
        Candidate candidate = chosen.get(place);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.4f | %.1f %% | %s | %s | %s |",
                NAMES.get(place),
                candidate.run(),
                candidate.searchAccuracy(),
                100 * candidate.macs(),
                ratio(summary.ratio()),
                millis(summary),
                verdict);
    }

    private String own(String on, int own, int other, Measurement measurement) {
        return "| %s | %s | %s | %s | %s |"
                .formatted(
                        on,
                        network(own),
                        network(other),
                        ratio(measurement.candidates().get(0).ratio()),
                        measurement.verdict(0).name().toLowerCase(Locale.ROOT));
    }

    private String network(int place) {
        Candidate candidate = chosen.get(place);
        return String.format(Locale.ROOT, "%s, accuracy %.4f", candidate.run(), candidate.searchAccuracy());
    }

    private static String ratio(LatencyRatio ratio) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", ratio.ratio(), ratio.lower(), ratio.upper());
    }

    private static String millis(LatencySummary summary) {
        return String.format(Locale.ROOT, "%.3f", summary.medianNanos() / 1e6);
    }
}
