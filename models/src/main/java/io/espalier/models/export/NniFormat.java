package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * NNI 3: a list of configurations, of which it prunes {@code int(C r)} channels. Coupled layers are named together, with one dependency group,
 * or else it chooses other channels in each of them.
 */
final class NniFormat implements ExportFormat {

    @Override
    public String name() {
        return "nni";
    }

    @Override
    public String ending() {
        return ".json";
    }

    @Override
    public String text(NetworkCut cut) {
        Map<Integer, List<LayerCut>> sets = cut.narrower().stream()
                .collect(Collectors.groupingBy(LayerCut::coupled, TreeMap::new, Collectors.toList()));
        return JsonText.of(sets.values().stream().map(NniFormat::config).toList());
    }

    private static Map<String, Object> config(List<LayerCut> set) {
        LayerCut first = set.get(0);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("op_names", set.stream().map(LayerCut::module).toList());
        // Half a channel more than what goes, so that no rounding of the quotient moves what is cut off the product.
        config.put("sparse_ratio", (first.removedCount() + 0.5) / first.outputs());
        config.put("dependency_group_id", first.coupled());
        return config;
    }
}
