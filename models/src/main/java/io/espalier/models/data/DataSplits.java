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
 * The three disjoint parts that a run works with. The search part comes from the training files, drawn class by class, and the test part is
 * the test files; or, for a network that was trained on all training files, the first test images of each class are the search part and the
 * rest the test part. Only the final report sees the test part.
 *
 * @param train for training, calibration and fine-tuning
 * @param search for the accuracy that the search sees
 * @param test for the final report
 * @param indices which images of the files went where
 */
public record DataSplits(ImageSet train, ImageSet search, ImageSet test, Indices indices) {

    /** Search images a run takes when its config says nothing; of the embedded set 10,000 then remain for training. */
    public static final int DEFAULT_SEARCH_IMAGES = 2_000;

    /** Which files the search part is taken from. */
    public enum SearchSplit {
        /** The training files: for networks that were, or will be, trained on the rest of them. */
        TRAIN,
        /** The test files: for networks that were trained on all training files. */
        TEST
    }

    /**
     * Indices into the files, each list ascending; no image is in two parts.
     *
     * @param train indices into the training files
     * @param search indices into the files that the search part comes from
     * @param test indices into the test files
     */
    public record Indices(List<Integer> train, List<Integer> search, List<Integer> test) {

        public Indices {
            train = List.copyOf(train);
            search = List.copyOf(search);
            test = List.copyOf(test);
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
     * Takes the search part from the training files; the same seed gives the same parts on every machine.
     *
     * @param searchImages size of the search part; every class gives its share, within one image
     * @param seed the run's, not 0
     * @throws IllegalArgumentException if {@code searchImages} is not in [1, training images - 1]
     */
    public static DataSplits of(ImageSet training, ImageSet test, int searchImages, long seed) {
        requireShare(searchImages, training);
        List<List<Integer>> classes = byClass(training);
        for (int label = 0; label < classes.size(); label++) {
            Random random = RandomAdaptor.createAdaptor(
                    RandomKey.of(seed, "data.split").at(label).generator());
            Collections.shuffle(classes.get(label), random);
        }
        List<Integer> search = firstOfEach(classes, searchImages);
        List<Integer> train = rest(training, search);
        Indices indices = new Indices(train, search, all(test));
        return new DataSplits(training.select(train), training.select(search), test, indices);
    }

    /**
     * Takes the search part from the test files: the first images of each class, nothing is drawn. All training files are the training part.
     *
     * @param searchImages size of the search part; every class gives its share, within one image
     * @throws IllegalArgumentException if {@code searchImages} is not in [1, test images - 1]
     */
    public static DataSplits searchFromTest(ImageSet training, ImageSet test, int searchImages) {
        requireShare(searchImages, test);
        List<Integer> search = firstOfEach(byClass(test), searchImages);
        List<Integer> rest = rest(test, search);
        Indices indices = new Indices(all(training), search, rest);
        return new DataSplits(training, test.select(search), test.select(rest), indices);
    }

    /**
     * The first images of every class, in the order of the set: a balanced part whatever that order is.
     *
     * @param count of all images together; every class gives its share, within one image
     * @throws IllegalArgumentException if {@code count} is not in [1, images]
     */
    public static ImageSet firstOfEachClass(ImageSet images, int count) {
        if (!(count > 0 && count <= images.size())) {
            throw new IllegalArgumentException("count must be in [1, %d]: %d".formatted(images.size(), count));
        }
        return images.select(firstOfEach(byClass(images), count));
    }

    /** The digests of the three parts. */
    public Digests digests() {
        return new Digests(
                digest(train, indices.train()), digest(search, indices.search()), digest(test, indices.test()));
    }

    private static void requireShare(int searchImages, ImageSet images) {
        if (!(searchImages > 0 && searchImages < images.size())) {
            throw new IllegalArgumentException(
                    "searchImages must be in [1, %d]: %d".formatted(images.size() - 1, searchImages));
        }
    }

    private static List<Integer> all(ImageSet images) {
        return IntStream.range(0, images.size()).boxed().toList();
    }

    /** Indices of each class's images, ascending. */
    private static List<List<Integer>> byClass(ImageSet images) {
        List<List<Integer>> classes = new ArrayList<>();
        images.classNames().forEach(name -> classes.add(new ArrayList<>()));
        IntStream.range(0, images.size())
                .forEach(i -> classes.get(images.label(i)).add(i));
        return classes;
    }

    private static List<Integer> firstOfEach(List<List<Integer>> classes, int count) {
        int total = classes.stream().mapToInt(List::size).sum();
        List<Integer> shares = shares(classes, count, total);
        List<Integer> first = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            first.addAll(classes.get(label).subList(0, shares.get(label)));
        }
        Collections.sort(first);
        return first;
    }

    private static List<Integer> rest(ImageSet images, List<Integer> taken) {
        boolean[] gone = new boolean[images.size()];
        taken.forEach(index -> gone[index] = true);
        return IntStream.range(0, images.size()).filter(i -> !gone[i]).boxed().toList();
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
            images.copyPixels(image, pixels, 0);
            digest.add(indices.get(image)).add(images.label(image)).add(pixels);
        }
        return digest.hex();
    }
}
