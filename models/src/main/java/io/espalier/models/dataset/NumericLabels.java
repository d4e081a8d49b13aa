package io.espalier.models.dataset;

import java.util.List;
import java.util.stream.IntStream;

/** Labels of formats that have numbers only; the classes are named by their numbers. Mutable while a file is read. */
final class NumericLabels {

    /** More would be a column of something else. */
    private static final int MOST_CLASSES = 100_000;

    private final String source;
    private final int[] labels;
    private int highest = -1;

    NumericLabels(String source, int count) {
        this.source = source;
        this.labels = new int[count];
    }

    int size() {
        return labels.length;
    }

    /** @throws java.io.UncheckedIOException if it is no label */
    void set(int image, long label) {
        Broken.require(label >= 0 && label < MOST_CLASSES, source, () -> "have labels in [0, %,d): %d at %d"
                .formatted(MOST_CLASSES, label, image));
        labels[image] = (int) label;
        highest = Math.max(highest, (int) label);
    }

    /** As many numbers as the highest label needs. */
    List<String> classNames() {
        return IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList();
    }

    void requireCount(int images, String imageSource) {
        if (images != labels.length) {
            throw Broken.because(
                    "images and labels",
                    "be equally many: %,d in %s, %,d in %s".formatted(images, imageSource, labels.length, source));
        }
    }

    /** @throws java.io.UncheckedIOException if a label is not below the number of classes */
    int[] below(int classes) {
        for (int i = 0; i < labels.length; i++) {
            if (!(labels[i] < classes)) {
                throw Broken.because(
                        source,
                        "have labels below %d, as the training labels: %d at %d".formatted(classes, labels[i], i));
            }
        }
        return labels;
    }
}
