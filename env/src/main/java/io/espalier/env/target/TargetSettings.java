package io.espalier.env.target;

import io.espalier.models.runtime.EngineSettings;

/**
 * How a network is run on the target.
 *
 * @param runtime what runs it
 * @param batch examples in one inference, at least 1
 * @param threads inside one operator, at least 1
 * @param optimisation what ONNX Runtime does to the graph; DL4J has no such setting
 * @param provider execution provider of ONNX Runtime
 * @param spinning whether idle threads of ONNX Runtime wait busily
 */
public record TargetSettings(
        RuntimeKind runtime,
        int batch,
        int threads,
        EngineSettings.Optimisation optimisation,
        EngineSettings.Provider provider,
        boolean spinning) {

    /** ONNX Runtime, one image, one thread, every optimisation, on the processor. */
    public static final TargetSettings DEFAULTS = new TargetSettings(
            RuntimeKind.ONNX_RUNTIME,
            1,
            1,
            EngineSettings.DEFAULTS.optimisation(),
            EngineSettings.DEFAULTS.provider(),
            EngineSettings.DEFAULTS.spinning());

    /** @throws IllegalArgumentException if a count is not positive */
    public TargetSettings {
        if (!(batch >= 1)) {
            throw new IllegalArgumentException("batch must be at least 1: " + batch);
        }
        if (!(threads >= 1)) {
            throw new IllegalArgumentException("threads must be at least 1: " + threads);
        }
    }

    public TargetSettings withBatch(int newBatch) {
        return new TargetSettings(runtime, newBatch, threads, optimisation, provider, spinning);
    }

    public TargetSettings withThreads(int newThreads) {
        return new TargetSettings(runtime, batch, newThreads, optimisation, provider, spinning);
    }

    public TargetSettings withRuntime(RuntimeKind newRuntime) {
        return new TargetSettings(newRuntime, batch, threads, optimisation, provider, spinning);
    }

    public TargetSettings withOptimisation(EngineSettings.Optimisation level) {
        return new TargetSettings(runtime, batch, threads, level, provider, spinning);
    }

    /** The same for a session of ONNX Runtime. */
    public EngineSettings engine() {
        return new EngineSettings(threads, 1, optimisation, provider, spinning);
    }
}
