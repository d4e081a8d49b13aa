package io.espalier.experiments.config;

import io.espalier.models.data.DataSource;
import io.espalier.models.data.DataSplits;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where images come from and how many are set apart.
 *
 * @param source {@link #FASHION_MNIST} for the embedded part of Fashion-MNIST, or a folder with the four IDX files
 * @param searchImages images taken from the training part for the search split, balanced over the classes
 * @param splitSeed of the division; apart from the run's seed, because a network must not be searched on images it was trained on. Not 0
 */
public record DataConfig(String source, int searchImages, long splitSeed) {

    /** The data set that comes with the program. */
    public static final String FASHION_MNIST = DataSource.EMBEDDED;

    public static final DataConfig DEFAULTS = new DataConfig(FASHION_MNIST, DataSplits.DEFAULT_SEARCH_IMAGES, 1);

    /** @throws IllegalArgumentException if no image is set apart or the seed is 0 */
    public DataConfig {
        Ranges.atLeast("searchImages", searchImages, 1);
        Ranges.seed("splitSeed", splitSeed);
    }

    /**
     * Reads and divides the images.
     *
     * @throws ConfigException if the folder does not exist or holds too few images
     * @throws java.io.UncheckedIOException if a file is missing or broken
     */
    public DataSplits read() {
        if (!source.equals(FASHION_MNIST) && !Files.isDirectory(Path.of(source))) {
            throw new ConfigException(
                    "data.source must be '%s' or an existing folder: '%s'".formatted(FASHION_MNIST, source));
        }
        DataSource images = DataSource.read(source);
        int most = images.training().size() - 1;
        if (!(searchImages <= most)) {
            throw new ConfigException("data.search_images must be below the %d training images of '%s': %d"
                    .formatted(most + 1, source, searchImages));
        }
        return DataSplits.of(images.training(), images.test(), searchImages, splitSeed);
    }
}
