package io.espalier.tracking.mlflow;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a model in a registry.
 *
 * @param model name of the registered model
 * @param number of the version; servers count from 1
 * @param source where the server keeps its files
 * @param tags by key
 */
public record ModelVersion(String model, String number, String source, SortedMap<String, String> tags) {

    public ModelVersion {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
