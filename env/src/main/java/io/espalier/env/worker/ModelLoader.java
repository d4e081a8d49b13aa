package io.espalier.env.worker;

import io.espalier.env.target.TargetSettings;

/** Loads networks into the runtime that the settings name. */
interface ModelLoader {

    /** @throws IllegalArgumentException if the runtime does not take the network */
    TimedModel load(byte[] onnx);

    /** For the fingerprint. */
    String runtimeVersion();

    /** @throws IllegalArgumentException if the runtime is not there, or does not have what the settings ask for */
    static ModelLoader of(TargetSettings settings) {
        return switch (settings.runtime()) {
            case ONNX_RUNTIME -> OnnxLoader.of(settings);
            case DL4J -> dl4j(settings);
        };
    }

    private static ModelLoader dl4j(TargetSettings settings) {
        try {
            return Dl4jLoader.of(settings);
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "runtime must be onnx_runtime where DL4J is not installed: dl4j (there is no class %s)"
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
