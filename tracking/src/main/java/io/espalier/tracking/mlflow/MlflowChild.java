package io.espalier.tracking.mlflow;

import java.util.ArrayList;
import java.util.List;
import org.mlflow.api.proto.Service.Metric;

/** What is to be said to a run below a run: of a network that is trained, its epochs and, at the end, its line of the report. Mutable. */
final class MlflowChild {

    private final List<Metric> metrics = new ArrayList<>();
    private long startMillis;
    private long endMillis;

    /** Takes an epoch. */
    void add(List<Metric> epoch, long atMillis) {
        metrics.addAll(epoch);
        startMillis = startMillis == 0 ? atMillis : startMillis;
    }

    /** Takes the result, behind which nothing comes. */
    void end(List<Metric> result, long atMillis) {
        metrics.addAll(result);
        endMillis = atMillis;
    }

    List<Metric> metrics() {
        return metrics;
    }

    /** Whether it was trained: a result alone is no reason for a run. */
    boolean isTrained() {
        return startMillis > 0;
    }

    /** When the first of these epochs was over, milliseconds since 1970; 0 if there is none. */
    long startMillis() {
        return startMillis;
    }

    boolean isEnded() {
        return endMillis > 0;
    }

    /** When the result was there, milliseconds since 1970; 0 if it is not. */
    long endMillis() {
        return endMillis;
    }
}
