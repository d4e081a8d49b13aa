package io.espalier.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** What two networks make of the same samples, for instance one before and after pruning. Needs neither ND4J nor DL4J. */
public final class OutputComparison {

    private OutputComparison() {}

    /**
     * How far two networks agree.
     *
     * @param samples how many were shown
     * @param sameAnswers share of them whose largest output is the same one, in [0, 1]
     * @param largestDifference between any two outputs of the same place, at least 0
     */
    public record Agreement(int samples, double sameAnswers, double largestDifference) {}

    /**
     * Shows every sample to both networks, one at a time, on one thread.
     *
     * @param first ONNX model with one input
     * @param second ONNX model with the same input and as many outputs
     * @param samples values of the input without the batch, channels first, prepared as for training; at least one
     * @throws IllegalArgumentException if ONNX Runtime does not take a model, or samples and inputs do not fit
     */
    public static Agreement of(byte[] first, byte[] second, List<float[]> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("samples must not be empty");
        }
        try (OrtSession one = Sessions.open(first, EngineSettings.DEFAULTS);
                OrtSession other = Sessions.open(second, EngineSettings.DEFAULTS)) {
            int same = 0;
            double largest = 0;
            for (float[] sample : samples) {
                float[] expected = outputs(one, sample);
                float[] found = outputs(other, sample);
                if (expected.length != found.length) {
                    throw new IllegalArgumentException("networks must have as many outputs as each other: %d and %d"
                            .formatted(expected.length, found.length));
                }
                same += answer(expected) == answer(found) ? 1 : 0;
                for (int place = 0; place < expected.length; place++) {
                    largest = Math.max(largest, Math.abs(expected[place] - found[place]));
                }
            }
            return new Agreement(samples.size(), (double) same / samples.size(), largest);
        } catch (OrtException e) {
            throw new IllegalArgumentException("networks must run on the samples: " + e.getMessage(), e);
        }
    }

    private static float[] outputs(OrtSession session, float... sample) throws OrtException {
        Map.Entry<String, NodeInfo> input =
                session.getInputInfo().entrySet().iterator().next();
        if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
            throw new IllegalArgumentException("input must be a tensor: " + input.getKey());
        }
        long[] shape = info.getShape().clone();
        shape[0] = 1;
        long values = 1;
        for (long size : shape) {
            values *= size;
        }
        if (values != sample.length) {
            throw new IllegalArgumentException("each sample must have %d values for input '%s': %d"
                    .formatted(values, input.getKey(), sample.length));
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(Sessions.environment(), FloatBuffer.wrap(sample), shape);
                OrtSession.Result result = session.run(Map.of(input.getKey(), tensor))) {
            if (!(result.get(0) instanceof OnnxTensor output)) {
                throw new IllegalArgumentException("output must be a tensor");
            }
            return Sessions.values(output);
        }
    }

    private static int answer(float... outputs) {
        int best = 0;
        for (int place = 1; place < outputs.length; place++) {
            if (outputs[place] > outputs[best]) {
                best = place;
            }
        }
        return best;
    }
}
