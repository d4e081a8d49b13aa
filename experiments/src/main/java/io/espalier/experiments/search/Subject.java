package io.espalier.experiments.search;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.latency.LatencyRatio;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of the report.
 *
 * @param name {@code "unpruned"}, {@code "learned"} or {@code "uniform"}
 * @param searchAccuracy on the search split
 * @param test accuracy on the test split, cost and latency of the final network
 * @param fileBytes size of its ONNX file
 */
public record Subject(String name, SearchAccuracy searchAccuracy, Evaluation test, long fileBytes) {

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
        test.latency().ifPresent(ratio -> putLatency(metrics, ratio));
        return metrics;
    }

    private static void putLatency(Map<String, Double> metrics, LatencyRatio ratio) {
        metrics.put("latency_ratio", ratio.ratio());
        metrics.put("latency_ratio_lower", ratio.lower());
        metrics.put("latency_ratio_upper", ratio.upper());
    }
}
