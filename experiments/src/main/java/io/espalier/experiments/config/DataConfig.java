package io.espalier.experiments.config;

import io.espalier.models.data.DataSource;
import io.espalier.models.data.DataSplits;

/**
 * Where images come from and how many are set apart.
 *
 * @param source {@link #FASHION_MNIST} for the embedded part of Fashion-MNIST, or a folder with the four IDX files
 * @param searchImages images taken from the training part for the search split, balanced over the classes
 */
public record DataConfig(String source, int searchImages) {

    /** The data set that comes with the program. */
    public static final String FASHION_MNIST = DataSource.EMBEDDED;

    public static final DataConfig DEFAULTS = new DataConfig(FASHION_MNIST, DataSplits.DEFAULT_SEARCH_IMAGES);

    /** @throws IllegalArgumentException if no image is set apart */
    public DataConfig {
        Ranges.atLeast("searchImages", searchImages, 1);
    }
}
