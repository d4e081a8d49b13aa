package io.espalier.models.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;

/** Whether ONNX Runtime loads a model, without running it. For models of strangers, in a process that may die of them. */
public final class ModelLoading {

    private static final EngineSettings PLAIN =
            EngineSettings.DEFAULTS.withOptimisation(EngineSettings.Optimisation.NONE);

    private ModelLoading() {}

    /**
     * Loads a model as it is and lets go of it.
     *
     * @throws IllegalArgumentException if ONNX Runtime does not take it
     */
    public static void check(Path model) {
        try (SessionOptions options = Sessions.options(PLAIN)) {
            Sessions.environment().createSession(model.toString(), options).close();
        } catch (OrtException e) {
            throw new IllegalArgumentException("model must be one that ONNX Runtime can load: " + e.getMessage(), e);
        }
    }
}
