package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PaddleSlim: ratios by name of the weight, of which it prunes {@code round(C r)} filters along axis 0; one weight for each set of coupled
 * layers, since it takes the others along.
 */
final class PaddleSlimFormat implements ExportFormat {

    @Override
    public String name() {
        return "paddleslim";
    }

    @Override
    public String ending() {
        return ".json";
    }

    @Override
    public String text(NetworkCut cut) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        cut.firstOfEachSet()
                .forEach(layer -> ratios.put(layer.weight(), (double) layer.removedCount() / layer.outputs()));
        return JsonText.of(ratios);
    }
}
