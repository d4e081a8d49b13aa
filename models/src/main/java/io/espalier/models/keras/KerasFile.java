package io.espalier.models.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The two things in a Keras file: the configuration as JSON, and the weights by layer. Whatever is wrong with it is an {@link IOException}. */
final class KerasFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HdfFile file;
    private final int bytes;

    private KerasFile(HdfFile file, int bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** From memory: what a damaged file says about lengths then ends in an error, not in a huge array. */
    static KerasFile open(byte[] content) throws IOException {
        return new KerasFile(guarded("it is no HDF5 file", () -> HdfFile.fromBytes(content)), content.length);
    }

    /** The network's configuration. */
    JsonNode configuration() throws IOException {
        Object text = guarded(
                "it has no network's configuration (attribute model_config)",
                () -> attribute(file, "model_config").getData());
        try {
            return JSON.readTree(String.valueOf(text));
        } catch (JsonProcessingException e) {
            throw new IOException("its network's configuration is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Major version of Keras that wrote the file; 2 where it does not say. */
    int majorVersion() {
        try {
            String version = String.valueOf(attribute(file, "keras_version").getData());
            return Integer.parseInt(version.substring(0, version.indexOf('.')));
        } catch (RuntimeException e) {
            return 2;
        }
    }

    /**
     * A weight of a layer, float32, as Keras lays it out.
     *
     * @param weight its name without scope and number, for instance {@code kernel}
     * @param other another name that it may have, for versions of Keras differ; empty for none
     */
    INDArray weight(String layer, String weight, String other) throws IOException {
        return guarded("it has no %s of layer '%s' that can be read".formatted(weight, layer), () -> {
            Group all = file.getChild("model_weights") instanceof Group inside ? inside : file;
            if (!(all.getChild(layer) instanceof Group group)) {
                throw new IllegalStateException("the file has no weights of this layer");
            }
            String[] names = (String[]) attribute(group, "weight_names").getData();
            for (String name : names) {
                String last = name.substring(name.lastIndexOf('/') + 1);
                String plain = last.endsWith(":0") ? last.substring(0, last.length() - 2) : last;
                if (plain.equals(weight) || plain.equals(other)) {
                    return array(group.getDatasetByPath(name));
                }
            }
            throw new IllegalStateException("it is not among " + Arrays.toString(names));
        });
    }

    INDArray weight(String layer, String weight) throws IOException {
        return weight(layer, weight, "");
    }

    private INDArray array(Dataset dataset) {
        long values = 1;
        long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
        for (long size : shape) {
            values = Math.multiplyExact(values, size);
        }
        if (!(values * Float.BYTES <= bytes)) {
            throw new IllegalStateException("it says to have " + values + " values, more than the file can hold");
        }
        if (!(dataset.getDataFlat() instanceof float[] floats && floats.length == values)) {
            throw new IllegalStateException("it must be float32: " + dataset.getJavaType());
        }
        return Nd4j.createFromArray(floats).reshape('c', shape);
    }

    private static Attribute attribute(Node node, String name) {
        Attribute attribute = node.getAttribute(name);
        if (attribute == null) {
            throw new IllegalStateException("no attribute '" + name + "'");
        }
        return attribute;
    }

    /** A damaged file makes the reader throw whatever comes to it; even recursion without end, where tables point at each other. */
    private static <T> T guarded(String fault, Callable<T> reading) throws IOException {
        try {
            return reading.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            throw new IOException(fault + ": " + e, e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
