package io.espalier.models.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Named float32 arrays in C order. The arrays are copied on the way in and are never written to afterwards, here or by callers. */
public final class Parameters {

    private final Map<String, INDArray> arrays;

    private Parameters(Map<String, INDArray> arrays) {
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    /** Copies the arrays; the order of the map is kept. */
    public static Parameters copyOf(Map<String, INDArray> arrays) {
        Map<String, INDArray> copies = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copies.put(name, owned(array)));
        return new Parameters(copies);
    }

    public Set<String> names() {
        return arrays.keySet();
    }

    /**
     * The array itself, for reading only.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public INDArray get(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("parameter must exist: '" + name + "'");
        }
        return array;
    }

    /** These parameters with some replaced or added; the rest is shared, not copied. */
    public Parameters with(Map<String, INDArray> replacements) {
        Map<String, INDArray> merged = new LinkedHashMap<>(arrays);
        replacements.forEach((name, array) -> merged.put(name, owned(array)));
        return new Parameters(merged);
    }

    /** New parameters under the same names. */
    public Parameters map(BiFunction<String, INDArray, INDArray> change) {
        Map<String, INDArray> changed = new LinkedHashMap<>();
        arrays.forEach((name, array) -> changed.put(name, owned(change.apply(name, array))));
        return new Parameters(changed);
    }

    /** Number of values in all arrays. */
    public long count() {
        return arrays.values().stream().mapToLong(INDArray::length).sum();
    }

    private static INDArray owned(INDArray array) {
        return array.castTo(DataType.FLOAT).dup('c').detach();
    }
}
