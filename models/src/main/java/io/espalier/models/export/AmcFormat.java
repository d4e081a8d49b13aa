package io.espalier.models.export;

import java.util.stream.Collectors;

/**
 * The list behind {@code --channels} of AMC's exporter (He et al. 2018, github.com/mit-han-lab/amc): for each convolution that is not
 * depthwise, and each dense layer, how many of the channels that it reads stay; the first is the image's.
 */
final class AmcFormat implements ExportFormat {

    @Override
    public String name() {
        return "amc";
    }

    @Override
    public String ending() {
        return ".txt";
    }

    @Override
    public String text(NetworkCut cut) {
        return cut.layers().stream()
                        .filter(layer ->
                                layer.kind() == LayerCut.Kind.CONVOLUTION || layer.kind() == LayerCut.Kind.DENSE)
                        .map(layer -> String.valueOf(layer.keptInputs()))
                        .collect(Collectors.joining(","))
                + "\n";
    }
}
