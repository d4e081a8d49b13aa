package io.espalier.models.export;

import java.util.LinkedHashMap;
import java.util.Map;

/** NVIDIA ModelOpt: the choice of each layer's hyperparameter, a count of channels. */
final class ModelOptFormat implements ExportFormat {

    @Override
    public String name() {
        return "modelopt";
    }

    @Override
    public String ending() {
        return ".json";
    }

    @Override
    public String text(NetworkCut cut) {
        Map<String, Integer> choices = new LinkedHashMap<>();
        cut.narrower()
                .forEach(layer -> choices.put(
                        layer.module() + "." + parameter(layer), layer.kept().size()));
        return JsonText.of(choices);
    }

    private static String parameter(LayerCut layer) {
        return layer.kind() == LayerCut.Kind.DENSE ? "out_features" : "out_channels";
    }
}
