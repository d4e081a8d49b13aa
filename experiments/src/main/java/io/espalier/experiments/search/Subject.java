package io.espalier.experiments.search;

import io.espalier.env.evaluation.Evaluation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One line of the report.
 *
 * @param name {@code "unpruned"}, {@code "learned"} or {@code "uniform"}
 * @param searchAccuracy on the search split
 * @param test accuracy on the test split and cost of the final network
 * @param speed empty where latency is switched off
 * @param fileBytes size of its ONNX file
 */
public record Subject(
        String name, SearchAccuracy searchAccuracy, Evaluation test, Optional<Speed> speed, long fileBytes) {

    /**
     * Accuracies on the search split, in [0, 1].
     *
     * @param before fine-tuning
     * @param after fine-tuning
     */
    public record SearchAccuracy(double before, double after) {}

    /** The figures by name, for the journal. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("search_accuracy_before_fine_tuning", searchAccuracy.before());
        metrics.put("search_accuracy", searchAccuracy.after());
        metrics.put("test_accuracy", test.accuracy());
        metrics.put("macs", (double) test.cost().macs());
        metrics.put("parameters", (double) test.cost().parameters());
        metrics.put("file_bytes", (double) fileBytes);
        speed.ifPresent(known -> metrics.putAll(known.metrics()));
        return metrics;
    }
}
