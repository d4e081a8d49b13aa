package io.espalier.experiments.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.env.latency.Conditions;
import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.LatencySummary;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterReading;
import io.espalier.env.target.Block;
import io.espalier.env.target.TargetFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * A measurement as JSON, names in snake case.
 *
 * @param target id and facts
 * @param networks the reference first
 * @param twin the reference against itself
 * @param noiseFloor smallest difference that can be told, as logarithm
 * @param blocks every round, also the rejected ones
 */
public record LatencyJson(
        TargetFacts target,
        List<Network> networks,
        LatencyRatio twin,
        double noiseFloor,
        Conditions conditions,
        List<Block> blocks) {

    /** What measured. */
    public record TargetFacts(String id, SortedMap<String, String> facts) {

        public static TargetFacts of(TargetFingerprint fingerprint) {
            return new TargetFacts(fingerprint.id(), fingerprint.facts());
        }
    }

    /**
     * One network.
     *
     * @param sha256 of its ONNX model
     * @param verdict empty for the reference
     */
    public record Network(String name, String sha256, LatencySummary latency, String verdict) {

        static Network of(NamedNetwork network, LatencySummary latency, String verdict) {
            return new Network(network.name(), network.network().id(), latency, verdict);
        }
    }

    /** @param networks the reference first */
    public static LatencyJson of(List<NamedNetwork> networks, MeterReading reading) {
        Measurement measurement = reading.measurement();
        List<Network> all = new ArrayList<>();
        all.add(Network.of(networks.get(0), measurement.reference(), ""));
        for (int i = 0; i < measurement.candidates().size(); i++) {
            String verdict = measurement.verdict(i).name().toLowerCase(Locale.ROOT);
            all.add(Network.of(networks.get(i + 1), measurement.candidates().get(i), verdict));
        }
        return new LatencyJson(
                TargetFacts.of(measurement.fingerprint()),
                all,
                measurement.twin(),
                measurement.noiseFloor(),
                measurement.conditions(),
                reading.samples());
    }

    /** Indented JSON of any record, names in snake case. */
    public static String text(Object value) {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a measurement must be writable as JSON", e);
        }
    }
}
