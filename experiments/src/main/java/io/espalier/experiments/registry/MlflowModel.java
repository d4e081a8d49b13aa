package io.espalier.experiments.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.espalier.models.runtime.ModelSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file {@code MLmodel} by which MLflow knows what a folder holds: an ONNX model and its signature. */
final class MlflowModel {

    /** Name of the file. */
    static final String FILE = "MLmodel";

    /** Version of MLflow whose form this is; later ones read it. */
    private static final String FORM = "2.17.2";

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MlflowModel() {}

    /**
     * The file's text.
     *
     * @param signature of the ONNX file beside it
     * @param onnx name of that file
     */
    static String of(ModelSignature signature, String onnx) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("mlflow_version", FORM);
        Map<String, Object> flavors = new LinkedHashMap<>();
        flavors.put("onnx", Map.of("data", onnx, "providers", List.of("CPUExecutionProvider")));
        flavors.put("python_function", Map.of("data", onnx, "loader_module", "mlflow.onnx"));
        content.put("flavors", flavors);
        Map<String, Object> tensors = new LinkedHashMap<>();
        tensors.put("inputs", json(signature.inputs()));
        tensors.put("outputs", json(signature.outputs()));
        content.put("signature", tensors);
        try {
            return YAML.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model's description must be writable", e);
        }
    }

    /** Tensors as MLflow writes them: JSON within the YAML, types by NumPy's names. */
    private static String json(List<ModelSignature.Tensor> tensors) {
        List<Map<String, Object>> content = new ArrayList<>();
        for (ModelSignature.Tensor tensor : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", tensor.name());
            entry.put("type", "tensor");
            entry.put(
                    "tensor-spec",
                    Map.of(
                            "dtype",
                            tensor.type().equals("float") ? "float32" : tensor.type(),
                            "shape",
                            tensor.shape()));
            content.add(entry);
        }
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a signature must be writable as JSON", e);
        }
    }
}
