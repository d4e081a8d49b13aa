package io.espalier.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * One inference that can be repeated: same input, same output tensor, nothing allocated but what ONNX Runtime's binding itself needs for
 * a call. For timing. Not for several threads at once.
 */
public final class PreparedRun implements AutoCloseable {

    private final OrtSession session;
    private final FloatBuffer outputValues;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private PreparedRun(
            OrtSession session, String inputName, OnnxTensor input, String outputName, FloatBuffer outputValues)
            throws OrtException {
        this.session = session;
        this.input = input;
        this.inputs = Map.of(inputName, input);
        this.outputValues = outputValues;
        long batch = input.getInfo().getShape()[0];
        long[] shape = {batch, outputValues.capacity() / batch};
        this.output = OnnxTensor.createTensor(Sessions.environment(), outputValues, shape);
        this.outputs = Map.of(outputName, output);
    }

    static PreparedRun of(
            OrtSession session, Map.Entry<String, OnnxTensor> input, Map.Entry<String, FloatBuffer> output)
            throws OrtException {
        return new PreparedRun(session, input.getKey(), input.getValue(), output.getKey(), output.getValue());
    }

    /**
     * Runs the network once.
     *
     * @throws IllegalStateException if ONNX Runtime fails
     */
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException("inference must succeed: " + e.getMessage(), e);
        }
    }

    /** The logits of the last run {@code [batch * classes]}, image after image; read-only. */
    public FloatBuffer logits() {
        return outputValues.asReadOnlyBuffer().rewind();
    }

    /** Frees the tensors, not the session. */
    @Override
    public void close() {
        input.close();
        output.close();
    }
}
