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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What ONNX Runtime needs before a session: its one environment per process, options, the shape a model asks for. */
final class Sessions {

    private static final long STACK_BYTES = 16L << 20;

    private Sessions() {}

    /**
     * Shared by all sessions; ONNX Runtime keeps one per process and closes it itself. It is made in a thread with a large stack: version
     * 1.29 copies the command line of the process to the stack and takes the process down where that is longer than 4 KB and the stack
     * has its usual megabyte.
     */
    static OrtEnvironment environment() {
        return Environment.ONLY;
    }

    /** Made when it is first asked for. */
    private static final class Environment {

        private static final OrtEnvironment ONLY = start();
    }

    /** Not in the class above: its thread would wait for that class, and the class for the thread. */
    private static OrtEnvironment start() {
        FutureTask<OrtEnvironment> task =
                new FutureTask<>(() -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
        new Thread(null, task, "onnxruntime-start", STACK_BYTES).start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ONNX Runtime was starting", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime must start: " + e.getMessage(), e);
        }
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
        addProvider(options, settings.provider());
        return options;
    }

    private static void addProvider(SessionOptions options, EngineSettings.Provider provider) throws OrtException {
        switch (provider) {
            case CPU -> {} // always there
            case XNNPACK -> options.addXnnpack(Map.of());
            case DNNL -> options.addDnnl(true);
            case CUDA -> options.addCUDA();
            case CORE_ML -> options.addCoreML();
            case NNAPI -> options.addNnapi();
        }
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
