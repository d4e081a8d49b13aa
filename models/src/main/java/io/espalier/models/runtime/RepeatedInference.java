package io.espalier.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.espalier.models.random.RandomKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A network in a session of its own that runs the same inference again and again, for timing: input and outputs are allocated once, the
 * input is noise in [-1, 1] from a fixed seed. Needs neither ND4J nor DL4J. Not for several threads at once.
 */
public final class RepeatedInference implements AutoCloseable {

    /** Any will do; the same for everyone, so that two targets do the same work. */
    private static final int NOISE_SEED = 7;

    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private RepeatedInference(OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        this.session = session;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Loads a model and runs it once.
     *
     * @param batch examples in one inference: the first dimension of every input that leaves it open
     * @throws IllegalArgumentException if ONNX Runtime does not take the model, an input is not of float32 or of open size, or its batch
     *     is fixed to another number
     */
    public static RepeatedInference open(byte[] model, int batch, EngineSettings settings) {
        OrtSession session = Sessions.open(model, settings);
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                inputs.put(input.getKey(), noise(sizes(input.getValue(), batch)));
            }
            try (OrtSession.Result first = session.run(inputs)) {
                for (Map.Entry<String, ? extends ai.onnxruntime.OnnxValue> output : first) {
                    if (output.getValue() instanceof OnnxTensor tensor && tensor.getInfo().type == OnnxJavaType.FLOAT) {
                        outputs.put(output.getKey(), zeros(tensor.getInfo().getShape()));
                    }
                }
            }
            if (outputs.isEmpty()) {
                throw new IllegalArgumentException(
                        "an output must be a tensor of float32: " + session.getOutputNames());
            }
            return new RepeatedInference(session, inputs, outputs);
        } catch (OrtException | IllegalArgumentException e) {
            close(session, inputs, outputs);
            throw new IllegalArgumentException("model must be one that can be timed: " + e.getMessage(), e);
        }
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

    /** Frees session and tensors. */
    @Override
    public void close() {
        close(session, inputs, outputs);
    }

    private static void close(OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        List<OnnxTensorLike> tensors = new ArrayList<>(inputs.values());
        tensors.addAll(outputs.values());
        tensors.forEach(OnnxTensorLike::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime must close a session: " + e.getMessage(), e);
        }
    }

    private static long[] sizes(NodeInfo input, int batch) {
        if (!(input.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT)) {
            throw new IllegalArgumentException("input '%s' must be a tensor of float32".formatted(input.getName()));
        }
        long[] sizes = info.getShape().clone();
        if (sizes.length == 0) {
            throw new IllegalArgumentException("input '%s' must have a batch".formatted(input.getName()));
        }
        if (sizes[0] > 0 && sizes[0] != batch) {
            throw new IllegalArgumentException(
                    "input '%s' must have an open batch or one of %d: %d".formatted(input.getName(), batch, sizes[0]));
        }
        sizes[0] = batch;
        for (long size : sizes) {
            if (!(size > 0)) {
                throw new IllegalArgumentException(
                        "input '%s' must have a fixed size behind the batch".formatted(input.getName()));
            }
        }
        return sizes;
    }

    private static OnnxTensor noise(long... sizes) throws OrtException {
        RandomGenerator random = RandomKey.of(NOISE_SEED, "timing.noise").generator();
        FloatBuffer values = buffer(sizes);
        while (values.hasRemaining()) {
            values.put(2 * random.nextFloat() - 1);
        }
        return OnnxTensor.createTensor(Sessions.environment(), values.rewind(), sizes);
    }

    private static OnnxTensor zeros(long... sizes) throws OrtException {
        return OnnxTensor.createTensor(Sessions.environment(), buffer(sizes), sizes);
    }

    private static FloatBuffer buffer(long... sizes) {
        long count = 1;
        for (long size : sizes) {
            count = Math.multiplyExact(count, size);
        }
        return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
