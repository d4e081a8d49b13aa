package io.espalier.models.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Named float32 arrays in C order, which are never written to, here or by callers. */
public final class Parameters {

    private final Map<String, FloatArray> arrays;

    private Parameters(Map<String, FloatArray> arrays) {
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    /** Arrays that can be shared because nobody writes to them; the order of the map is kept. */
    public static Parameters of(Map<String, FloatArray> arrays) {
        return new Parameters(new LinkedHashMap<>(arrays));
    }

    /** Copies the arrays; the order of the map is kept. */
    public static Parameters copyOf(Map<String, INDArray> arrays) {
        return new Parameters(copies(arrays));
    }

    public Set<String> names() {
        return arrays.keySet();
    }

    /**
     * The array as ND4J has it, for reading only.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public INDArray get(String name) {
        return values(name).array();
    }

    /**
     * The array itself, without ND4J.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public FloatArray values(String name) {
        FloatArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("parameter must exist: '" + name + "'");
        }
        return array;
    }

    /** These parameters with some replaced or added; the rest is shared, not copied. */
    public Parameters with(Map<String, INDArray> replacements) {
        return withValues(copies(replacements));
    }

    /** These parameters with some replaced or added; nothing is copied. */
    public Parameters withValues(Map<String, FloatArray> replacements) {
        Map<String, FloatArray> merged = new LinkedHashMap<>(arrays);
        merged.putAll(replacements);
        return new Parameters(merged);
    }

    /** New parameters under the same names. */
    public Parameters map(BiFunction<String, INDArray, INDArray> change) {
        Map<String, FloatArray> changed = new LinkedHashMap<>();
        arrays.forEach((name, array) -> changed.put(name, FloatArray.copyOf(change.apply(name, array.array()))));
        return new Parameters(changed);
    }

    /** Number of values in all arrays. */
    public long count() {
        return arrays.values().stream().mapToLong(FloatArray::length).sum();
    }

    private static Map<String, FloatArray> copies(Map<String, INDArray> arrays) {
        Map<String, FloatArray> copies = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copies.put(name, FloatArray.copyOf(array)));
        return copies;
    }
}
