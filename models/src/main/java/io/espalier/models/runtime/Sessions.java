package io.espalier.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.espalier.models.graph.TensorShape;
import java.util.Arrays;

/** What ONNX Runtime needs before a session: its one environment per process, options, the shape a model asks for. */
final class Sessions {

    private Sessions() {}

    /** Shared by all sessions; ONNX Runtime keeps one per process and closes it itself. */
    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    }

    static SessionOptions options(EngineSettings settings) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(settings.intraOpThreads());
        options.setInterOpNumThreads(settings.interOpThreads());
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(
                switch (settings.optimisation()) {
                    case NONE -> SessionOptions.OptLevel.NO_OPT;
                    case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
                    case EXTENDED -> SessionOptions.OptLevel.EXTENDED_OPT;
                    case ALL -> SessionOptions.OptLevel.ALL_OPT;
                });
        options.addConfigEntry("session.intra_op.allow_spinning", settings.spinning() ? "1" : "0");
        return options;
    }

    static OrtSession open(byte[] model, EngineSettings settings) {
        try (SessionOptions options = options(settings)) {
            return environment().createSession(model, options);
        } catch (OrtException e) {
            throw new IllegalArgumentException("model must be one that ONNX Runtime can load: " + e.getMessage(), e);
        }
    }

    /** {@code [channels, height, width]} of the only input. */
    static TensorShape imageShape(NodeInfo input) {
        TensorInfo info = input.getInfo() instanceof TensorInfo tensor ? tensor : null;
        long[] sizes = info == null ? new long[0] : info.getShape();
        boolean fixed = sizes.length == 4 && Arrays.stream(sizes).skip(1).allMatch(size -> size > 0);
        if (info == null || info.type != OnnxJavaType.FLOAT || !fixed) {
            throw new IllegalArgumentException(
                    "model must take float32 [batch, channels, height, width] of fixed size: " + input);
        }
        return TensorShape.image((int) sizes[1], (int) sizes[2], (int) sizes[3]);
    }

    static float[] values(OnnxTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.getInfo().getNumElements())];
        tensor.getFloatBuffer().get(values);
        return values;
    }
}
