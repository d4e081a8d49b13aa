package io.espalier.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model from one vector to one number, in one session of ONNX Runtime with one thread. Any number of threads may ask it. Needs neither ND4J
 * nor DL4J.
 */
public final class OnnxFunction implements AutoCloseable {

    private final OrtSession session;
    private final String input;
    private final String output;
    private final int size;

    private OnnxFunction(OrtSession session, String input, String output, int size) {
        this.session = session;
        this.input = input;
        this.output = output;
        this.size = size;
    }

    /**
     * Loads a model.
     *
     * @param input name of its only input, float32 {@code [batch, size]}
     * @param size of a vector
     * @param output name of an output, float32 {@code [batch, 1]}
     * @throws IllegalArgumentException if ONNX Runtime does not accept the model, or it takes or gives something else
     */
    public static OnnxFunction open(byte[] model, String input, int size, String output) {
        ModelSignature signature = ModelSignature.of(model);
        require("input", signature.inputs(), input, size);
        if (signature.inputs().size() != 1) {
            throw new IllegalArgumentException("model must have one input: " + signature.inputs());
        }
        require("output", signature.outputs(), output, 1);
        return new OnnxFunction(Sessions.open(model, EngineSettings.DEFAULTS), input, output, size);
    }

    private static void require(String kind, List<ModelSignature.Tensor> tensors, String name, int size) {
        boolean there = tensors.stream()
                .anyMatch(tensor -> tensor.name().equals(name)
                        && tensor.type().equals("float")
                        && tensor.shape().size() == 2
                        && (tensor.shape().get(0) == -1 || tensor.shape().get(0) == 1)
                        && tensor.shape().get(1) == size);
        if (!there) {
            throw new IllegalArgumentException(
                    "model must have the %s '%s' of float [batch, %d]: %s".formatted(kind, name, size, tensors));
        }
    }

    /**
     * The number for a vector, which is rounded to float32.
     *
     * @throws IllegalArgumentException if it has another size
     */
    public double of(double... vector) {
        if (vector.length != size) {
            throw new IllegalArgumentException("vector must have %d values: %d".formatted(size, vector.length));
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) vector[i];
        }
        long[] shape = {1, size};
        try (OnnxTensor tensor = OnnxTensor.createTensor(Sessions.environment(), FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
            return Sessions.values((OnnxTensor) result.get(0))[0];
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime must not fail: " + e.getMessage(), e);
        }
    }

    /** Frees the session; nobody may be asking it any more. */
    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime must not fail: " + e.getMessage(), e);
        }
    }
}
