package io.espalier.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an ONNX model takes and gives, as ONNX Runtime sees it.
 *
 * @param inputs in the model's order
 * @param outputs in the model's order
 */
public record ModelSignature(List<Tensor> inputs, List<Tensor> outputs) {

    /**
     * One input or output.
     *
     * @param type of its elements in small letters, such as {@code float}
     * @param shape with -1 for sizes that are open
     */
    public record Tensor(String name, String type, List<Long> shape) {

        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @throws IllegalArgumentException if ONNX Runtime does not accept the model, or something of it is no tensor */
    public static ModelSignature of(byte[] model) {
        try (OrtSession session = Sessions.open(model, EngineSettings.DEFAULTS)) {
            return new ModelSignature(tensors(session.getInputInfo()), tensors(session.getOutputInfo()));
        } catch (OrtException e) {
            throw new IllegalArgumentException("model must be readable by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static List<Tensor> tensors(Map<String, NodeInfo> infos) {
        List<Tensor> tensors = new ArrayList<>();
        infos.forEach((name, info) -> {
            if (!(info.getInfo() instanceof TensorInfo tensor)) {
                throw new IllegalArgumentException("'%s' must be a tensor: %s".formatted(name, info.getInfo()));
            }
            tensors.add(new Tensor(
                    name,
                    tensor.type.toString().toLowerCase(Locale.ROOT),
                    Arrays.stream(tensor.getShape()).boxed().toList()));
        });
        return tensors;
    }
}
