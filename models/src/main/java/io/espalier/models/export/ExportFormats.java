package io.espalier.models.export;

import java.util.List;

/** All formats by name. */
public final class ExportFormats {

    private static final List<ExportFormat> ALL = List.of(
            new TorchPruningFormat(),
            new NniFormat(),
            new PaddleSlimFormat(),
            new AmcFormat(),
            new ModelOptFormat(),
            new TfmotFormat(),
            new CsvFormat());

    private ExportFormats() {}

    /** In the order in which they are shown. */
    public static List<ExportFormat> all() {
        return ALL;
    }
}
