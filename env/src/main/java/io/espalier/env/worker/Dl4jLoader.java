package io.espalier.env.worker;

import io.espalier.env.target.TargetSettings;
import io.espalier.models.dl4j.RepeatedOutput;
import io.espalier.models.onnx.OnnxCodec;

/** Loads networks into DL4J. The one class of this package that needs it; a distribution without DL4J has it and never touches it. */
final class Dl4jLoader implements ModelLoader {

    private final int batch;

    private Dl4jLoader(int batch) {
        this.batch = batch;
    }

    static ModelLoader of(TargetSettings settings) {
        // Asked for here, so that a distribution without DL4J says so at the start.
        RepeatedOutput.runtimeVersion();
        return new Dl4jLoader(settings.batch());
    }

    @Override
    public TimedModel load(byte[] onnx) {
        RepeatedOutput output = RepeatedOutput.of(OnnxCodec.fromBytes(onnx, "model"), batch);
        return new TimedModel() {
            @Override
            public void run() {
                output.run();
            }

            @Override
            public void close() {
                output.close();
            }
        };
    }

    @Override
    public String runtimeVersion() {
        return RepeatedOutput.runtimeVersion();
    }
}
