package io.espalier.env.worker;

import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.OnnxRuntimeBuild;
import io.espalier.models.runtime.RepeatedInference;

/** Loads networks into sessions of ONNX Runtime. */
final class OnnxLoader implements ModelLoader {

    private final TargetSettings settings;

    private OnnxLoader(TargetSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalArgumentException if this build does not have the execution provider */
    static OnnxLoader of(TargetSettings settings) {
        OnnxRuntimeBuild.requireProvider(settings.provider());
        return new OnnxLoader(settings);
    }

    @Override
    public TimedModel load(byte[] onnx) {
        RepeatedInference inference = RepeatedInference.open(onnx, settings.batch(), settings.engine());
        return new TimedModel() {
            @Override
            public void run() {
                inference.run();
            }

            @Override
            public void close() {
                inference.close();
            }
        };
    }

    @Override
    public String runtimeVersion() {
        return OnnxRuntimeBuild.version();
    }
}
