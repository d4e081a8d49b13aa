package io.espalier.env.worker;

import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.RepeatedInference;

/** Loads a network into the runtime that the settings name. */
interface ModelLoader {

    /** @throws IllegalArgumentException if the runtime does not take the network */
    TimedModel load(byte[] onnx);

    static ModelLoader of(TargetSettings settings) {
        return switch (settings.runtime()) {
            case ONNX_RUNTIME ->
                onnx -> {
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
                };
            case DL4J -> throw new IllegalArgumentException("runtime must be onnx_runtime: dl4j is not built in yet");
        };
    }
}
