package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** NNI 3: a list of configurations, of which it prunes {@code int(C r)} channels. */
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
        return JsonText.of(cut.narrower().stream().map(NniFormat::config).toList());
    }

    private static Map<String, Object> config(LayerCut layer) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("op_names", List.of(layer.module()));
        config.put("op_types", List.of(type(layer.kind())));
        config.put("sparse_ratio", (layer.removedCount() + 0.5) / layer.outputs());
        return config;
    }

    private static String type(LayerCut.Kind kind) {
        return switch (kind) {
            case CONVOLUTION, DEPTHWISE_CONVOLUTION -> "Conv2d";
            case TRANSPOSED_CONVOLUTION -> "ConvTranspose2d";
            case DENSE -> "Linear";
        };
    }
}
