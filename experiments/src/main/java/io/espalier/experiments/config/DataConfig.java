package io.espalier.experiments.config;

import io.espalier.models.data.DataSplits;
import io.espalier.models.data.DataSplits.SearchSplit;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.dataset.DataFormat;
import io.espalier.models.dataset.DataSettings;
import io.espalier.models.dataset.DataSource;
import io.espalier.models.picture.PictureForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where images come from, how a network gets them and how many are set apart. It is the section {@code data} of a config file, each key a
 * component, so it is wider than other records; {@code docs/data.md} explains them to users.
 *
 * @param source {@link #FASHION_MNIST} for the embedded part of Fashion-MNIST, or a folder or archive
 * @param format of its files
 * @param images colours and size that all images shall have
 * @param layout of images in NumPy arrays
 * @param normalisation what is done to pixels before the network gets them
 * @param scale of the pixels to which the normalisation belongs
 * @param corrupt what becomes of a set with images that cannot be decoded
 * @param cache folder where decoded images are kept; {@link #AUTO} for the user's cache folder, {@link #NONE} for none
 * @param searchSplit which files the search split is taken from
 * @param searchImages images in the search split, balanced over the classes
 * @param splitSeed of the division of the training files; apart from the run's seed, because a network must not be searched on images it was
 *     trained on. Not 0
 */
public record DataConfig(
        String source,
        DataFormat format,
        PictureForm images,
        DataSettings.Layout layout,
        NormalisationConfig normalisation,
        NormalisationConfig.Scale scale,
        DataSettings.Corrupt corrupt,
        String cache,
        SearchSplit searchSplit,
        int searchImages,
        long splitSeed) {

    /** The data set that comes with the program. */
    public static final String FASHION_MNIST = DataSource.EMBEDDED;

    /** The cache in its usual place: {@code espalier} in {@code $XDG_CACHE_HOME}, or in {@code ~/.cache}. */
    public static final String AUTO = "auto";

    /** No cache. */
    public static final String NONE = "none";

    public static final DataConfig DEFAULTS = new DataConfig(
            FASHION_MNIST,
            DataSettings.DEFAULTS.format(),
            DataSettings.DEFAULTS.images(),
            DataSettings.DEFAULTS.layout(),
            NormalisationConfig.DEFAULTS,
            NormalisationConfig.Scale.UNIT,
            DataSettings.DEFAULTS.corrupt(),
            AUTO,
            SearchSplit.TRAIN,
            DataSplits.DEFAULT_SEARCH_IMAGES,
            1);

    /** @throws IllegalArgumentException if no image is set apart, the seed is 0, the cache empty or the scale one that nothing uses */
    public DataConfig {
        Ranges.atLeast("searchImages", searchImages, 1);
        Ranges.seed("splitSeed", splitSeed);
        if (cache.isBlank()) {
            throw new IllegalArgumentException(
                    "cache must be '%s', '%s' or a folder: '%s'".formatted(AUTO, NONE, cache));
        }
        boolean scaled = normalisation.given() || normalisation.from() == NormalisationConfig.From.NONE;
        if (!(scaled || scale == NormalisationConfig.Scale.UNIT)) {
            throw new IllegalArgumentException(
                    "scale must be unit unless data.normalisation is none or gives mean and deviation: " + scale);
        }
    }

    /** The same with the cache in its usual place: for a file that another machine will read. */
    public DataConfig withUsualCache() {
        return new DataConfig(
                source,
                format,
                images,
                layout,
                normalisation,
                scale,
                corrupt,
                AUTO,
                searchSplit,
                searchImages,
                splitSeed);
    }

    /**
     * Reads and divides the images.
     *
     * @throws ConfigException if the source does not exist or holds too few images
     * @throws java.io.UncheckedIOException if a file is missing or broken
     */
    public LoadedData read() {
        if (!source.equals(FASHION_MNIST) && !Files.exists(Path.of(source))) {
            throw new ConfigException(
                    "data.source must be '%s' or an existing folder or archive: '%s'".formatted(FASHION_MNIST, source));
        }
        DataSource found = DataSource.read(
                source, new DataSettings(format, images, layout, corrupt, cacheFolder(System.getenv())));
        return new LoadedData(source, split(found), found.report());
    }

    /**
     * What is done to pixels: the config's, else the network's, else computed.
     *
     * @param metadata entries of the network's file
     * @param train the training part
     * @throws ConfigException if it has another number of channels than the images
     * @throws IllegalArgumentException if the network's file says it in another form
     */
    public Normalisation normalisation(Map<String, String> metadata, ImageSet train) {
        int channels = train.shape().channels();
        if (normalisation.given()) {
            return scale.of(
                    spread("mean", normalisation.mean(), channels),
                    spread("deviation", normalisation.deviation(), channels));
        }
        return switch (normalisation.from()) {
            case NONE -> scale.of(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
            case COMPUTED -> Normalisation.of(train);
            case NETWORK ->
                Normalisation.fromMetadata(metadata)
                        .map(own -> requireChannels(own, channels))
                        .orElseGet(() -> Normalisation.of(train));
        };
    }

    /** The folder that the cache is kept in, if there is to be one. */
    Optional<Path> cacheFolder(Map<String, String> environment) {
        if (!cache.equals(AUTO)) {
            return cache.equals(NONE) ? Optional.empty() : Optional.of(Path.of(cache));
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The specification of XDG_CACHE_HOME says that a relative path is to be ignored.
        Path folder = caches.isEmpty() || !Path.of(caches).isAbsolute()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return Optional.of(folder.resolve("espalier"));
    }

    private DataSplits split(DataSource found) {
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

    private static List<Double> spread(String key, List<Double> values, int channels) {
        if (values.size() == 1) {
            return Collections.nCopies(channels, values.get(0));
        }
        if (values.size() != channels) {
            throw new ConfigException("data.normalisation.%s must have one value or one for each of the %d channels: %s"
                    .formatted(key, channels, values));
        }
        return values;
    }

    private static Normalisation requireChannels(Normalisation own, int channels) {
        if (own.channels() != channels) {
            throw new ConfigException(
                    "data.normalisation must be given: the network's own is for %d channels, the images have %d"
                            .formatted(own.channels(), channels));
        }
        return own;
    }
}
