package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * TensorFlow Model Optimization: a sparsity for each layer. It zeroes single weights and removes no channel, so this is approximate: as
 * many weights as the plan takes away, wherever they are.
 */
final class TfmotFormat implements ExportFormat {

    @Override
    public String name() {
        return "tfmot";
    }

    @Override
    public String ending() {
        return ".json";
    }

    @Override
    public String text(NetworkCut cut) {
        Map<String, Double> sparsity = new LinkedHashMap<>();
        cut.layers().stream()
                .filter(layer -> sparsity(layer) > 0)
                .forEach(layer -> sparsity.put(layer.module(), sparsity(layer)));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("approximate", true);
        content.put("target_sparsity", sparsity);
        return JsonText.of(content);
    }

    private static double sparsity(LayerCut layer) {
        double outputs = (double) layer.kept().size() / layer.outputs();
        double inputs = (double) layer.keptInputs() / layer.inputs();
        return 1 - outputs * inputs;
    }
}
