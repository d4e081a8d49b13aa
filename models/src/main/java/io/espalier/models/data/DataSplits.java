package io.espalier.models.data;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomAdaptor;

/**
 * The three disjoint parts that a run works with. Training and search-validation divide the training files, class by class; the test
 * part is the test files, which only the final report sees.
 *
 * @param train for training, calibration and fine-tuning
 * @param search for the accuracy that the search sees
 * @param test for the final report
 * @param indices which images of the training files went where
 */
public record DataSplits(ImageSet train, ImageSet search, ImageSet test, Indices indices) {

    /** Search images a run takes when its config says nothing; of the embedded set 10,000 then remain for training. */
    public static final int DEFAULT_SEARCH_IMAGES = 2_000;

    /**
     * Indices into the training files, each list ascending.
     *
     * @param train indices of the training part
     * @param search indices of the search-validation part; none is in both
     */
    public record Indices(List<Integer> train, List<Integer> search) {

        public Indices {
            train = List.copyOf(train);
            search = List.copyOf(search);
        }
    }

    /**
     * SHA-256 of each part over its images' indices, labels and pixels, for the manifest.
     *
     * @param train 64 hexadecimal digits
     * @param search 64 hexadecimal digits
     * @param test 64 hexadecimal digits
     */
    public record Digests(String train, String search, String test) {}

    /**
     * Divides a data set; the same seed gives the same parts on every machine.
     *
     * @param searchImages size of the search part; every class gives its share, within one image
     * @param seed the run's, not 0
     * @throws IllegalArgumentException if {@code searchImages} is not in [1, training images - 1]
     */
    public static DataSplits of(ImageSet training, ImageSet test, int searchImages, long seed) {
        if (!(searchImages > 0 && searchImages < training.size())) {
            throw new IllegalArgumentException(
                    "searchImages must be in [1, %d]: %d".formatted(training.size() - 1, searchImages));
        }
        Indices indices = divide(training, searchImages, seed);
        return new DataSplits(training.select(indices.train()), training.select(indices.search()), test, indices);
    }

    /** The digests of the three parts. */
    public Digests digests() {
        List<Integer> all = IntStream.range(0, test.size()).boxed().toList();
        return new Digests(digest(train, indices.train()), digest(search, indices.search()), digest(test, all));
    }

    private static Indices divide(ImageSet training, int searchImages, long seed) {
        List<List<Integer>> classes = new ArrayList<>();
        training.classNames().forEach(name -> classes.add(new ArrayList<>()));
        IntStream.range(0, training.size())
                .forEach(i -> classes.get(training.label(i)).add(i));
        List<Integer> shares = shares(classes, searchImages, training.size());
        List<Integer> train = new ArrayList<>();
        List<Integer> search = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            List<Integer> images = classes.get(label);
            Random random = RandomAdaptor.createAdaptor(
                    RandomKey.of(seed, "data.split").at(label).generator());
            Collections.shuffle(images, random);
            search.addAll(images.subList(0, shares.get(label)));
            train.addAll(images.subList(shares.get(label), images.size()));
        }
        Collections.sort(train);
        Collections.sort(search);
        return new Indices(train, search);
    }

    /** Search images of each class: its proportion rounded down, what is left over to the largest remainders. */
    private static List<Integer> shares(List<List<Integer>> classes, int searchImages, int total) {
        List<Integer> shares = new ArrayList<>();
        classes.forEach(images -> shares.add((int) ((long) images.size() * searchImages / total)));
        int left = searchImages - shares.stream().mapToInt(Integer::intValue).sum();
        Comparator<Integer> byRemainder =
                Comparator.comparingLong(label -> (long) classes.get(label).size() * searchImages % total);
        IntStream.range(0, classes.size())
                .boxed()
                .sorted(byRemainder.reversed())
                .limit(left)
                .forEach(label -> shares.set(label, shares.get(label) + 1));
        return shares;
    }

    private static String digest(ImageSet images, List<Integer> indices) {
        Sha256 digest = new Sha256();
        byte[] pixels = new byte[images.shape().size()];
        for (int image = 0; image < images.size(); image++) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) images.pixel(image, i);
            }
            digest.add(indices.get(image)).add(images.label(image)).add(pixels);
        }
        return digest.hex();
    }
}
