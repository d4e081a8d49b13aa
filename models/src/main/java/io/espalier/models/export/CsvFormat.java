package io.espalier.models.export;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table (RFC 4180) of all layers, whole ones too, for people and for tools that are not known here. */
final class CsvFormat implements ExportFormat {

    private static final List<String> COLUMNS = List.of(
            "module",
            "weight",
            "kind",
            "coupled_set",
            "inputs",
            "kept_inputs",
            "outputs",
            "kept_outputs",
            "ratio",
            "removed_outputs");

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String ending() {
        return ".csv";
    }

    @Override
    public String text(NetworkCut cut) {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
        cut.layers().forEach(layer -> text.append(line(layer)).append("\r\n"));
        return text.toString();
    }

    private static String line(LayerCut layer) {
        return String.join(
                ",",
                quoted(layer.module()),
                quoted(layer.weight()),
                layer.kind().name().toLowerCase(Locale.ROOT),
                String.valueOf(layer.coupled()),
                String.valueOf(layer.inputs()),
                String.valueOf(layer.keptInputs()),
                String.valueOf(layer.outputs()),
                String.valueOf(layer.kept().size()),
                String.valueOf((double) layer.removedCount() / layer.outputs()),
                layer.removed().stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    private static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
