package io.espalier.models.dataset;

import io.espalier.models.data.ImageSet;

/** What a reader found. */
record Contents(ImageSet training, ImageSet test, DataReport report) {

    /** Of a format without anything to skip or to ignore. */
    static Contents of(DataFormat format, ImageSet training, ImageSet test) {
        return new Contents(training, test, DataReport.of(format, training, test));
    }
}
