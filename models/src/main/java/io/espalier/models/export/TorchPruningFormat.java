package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Torch-Pruning 1.6: ratios by module, of which it keeps {@code int(C (1 - r))} channels, and a history, which it replays index by index.
 * Ratios are the same on all coupled layers, since it takes the first that it finds among them; the history has one entry for each set of
 * coupled layers, since it takes the others along.
 */
final class TorchPruningFormat implements ExportFormat {

    @Override
    public String name() {
        return "torch-pruning";
    }

    @Override
    public String ending() {
        return ".json";
    }

    @Override
    public String text(NetworkCut cut) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        cut.narrower().forEach(layer -> ratios.put(layer.module(), ratio(layer)));
        List<List<Object>> history = cut.firstOfEachSet().stream()
                .map(layer -> List.<Object>of(layer.module(), true, layer.removed()))
                .toList();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pruning_ratio_dict", ratios);
        content.put("pruning_history", history);
        return JsonText.of(content);
    }

    /** Half a channel less than what goes, so that no rounding of the quotient moves what is cut off the product. */
    private static double ratio(LayerCut layer) {
        return (layer.removedCount() - 0.5) / layer.outputs();
    }
}
