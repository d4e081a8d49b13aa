package io.espalier.experiments.config;

import io.espalier.models.data.DataSplits;
import io.espalier.models.data.DataSplits.SearchSplit;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataFormat;
import io.espalier.models.dataset.DataSettings;
import io.espalier.models.dataset.DataSource;
import io.espalier.models.picture.PictureForm;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where images come from and how many are set apart. The keys are explained in {@code docs/data.md}.
 *
 * @param source {@link #FASHION_MNIST} for the embedded part of Fashion-MNIST, or a folder or archive
 * @param format of its files
 * @param images colours and size that all images shall have
 * @param corrupt what becomes of a set with images that cannot be decoded
 * @param searchSplit which files the search split is taken from
 * @param searchImages images in the search split, balanced over the classes
 * @param splitSeed of the division of the training files; apart from the run's seed, because a network must not be searched on images it was
 *     trained on. Not 0
 */
public record DataConfig(
        String source,
        DataFormat format,
        PictureForm images,
        DataSettings.Corrupt corrupt,
        SearchSplit searchSplit,
        int searchImages,
        long splitSeed) {

    /** The data set that comes with the program. */
    public static final String FASHION_MNIST = DataSource.EMBEDDED;

    public static final DataConfig DEFAULTS = new DataConfig(
            FASHION_MNIST,
            DataSettings.DEFAULTS.format(),
            DataSettings.DEFAULTS.images(),
            DataSettings.DEFAULTS.corrupt(),
            SearchSplit.TRAIN,
            DataSplits.DEFAULT_SEARCH_IMAGES,
            1);

    /** @throws IllegalArgumentException if no image is set apart or the seed is 0 */
    public DataConfig {
        Ranges.atLeast("searchImages", searchImages, 1);
        Ranges.seed("splitSeed", splitSeed);
    }

    /**
     * Reads and divides the images.
     *
     * @throws ConfigException if the source does not exist or holds too few images
     * @throws java.io.UncheckedIOException if a file is missing or broken
     */
    public DataSplits read() {
        if (!source.equals(FASHION_MNIST) && !Files.exists(Path.of(source))) {
            throw new ConfigException(
                    "data.source must be '%s' or an existing folder or archive: '%s'".formatted(FASHION_MNIST, source));
        }
        DataSource found = DataSource.read(source, new DataSettings(format, images, corrupt));
        return switch (searchSplit) {
            case TRAIN -> {
                requireEnough("training", found.training());
                yield DataSplits.of(found.training(), found.test(), searchImages, splitSeed);
            }
            case TEST -> {
                requireEnough("test", found.test());
                yield DataSplits.searchFromTest(found.training(), found.test(), searchImages);
            }
        };
    }

    private void requireEnough(String part, ImageSet images) {
        if (!(searchImages < images.size())) {
            throw new ConfigException("data.search_images must be below the %d %s images of '%s': %d"
                    .formatted(images.size(), part, source, searchImages));
        }
    }
}
