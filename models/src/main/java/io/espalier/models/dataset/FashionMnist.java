package io.espalier.models.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known about Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf 2017, Zalando SE, MIT licence): class names and digests. The embedded
 * files are made by {@code models/src/build/FashionMnistSubset.java}.
 */
final class FashionMnist {

    private static final String RESOURCE_FOLDER = "fashion-mnist/";

    static final List<String> CLASS_NAMES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** SHA-256 of the embedded files without compression, in the order of {@link IdxReader#FILES}. */
    static final List<String> EMBEDDED_SHA256 = List.of(
            "ded9297f1d7b567047797bb831eb9cfd84010a483a4075cb9fc0465219002cb7",
            "11a34fec6f816dbe22c806d6de7e130fa048759622a0e6f6da8feb272e09ee1d",
            "39b3bea53d347350c5032c59dd23ab8d166da21f62e1ad81bb0be61bc726d310",
            "199d51a7f4fb938fef180ac1337198fa2ad2aafec21bab6824dced98578c05ee");

    /** SHA-256 of the full set's training labels without compression. */
    static final String FULL_TRAINING_LABELS_SHA256 =
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9";

    private FashionMnist() {}

    /** @throws IllegalStateException if the program was put together wrongly */
    static Contents embedded() {
        List<IdxFile> files = new ArrayList<>();
        for (String name : IdxReader.FILES) {
            IdxFile file = IdxReader.isImages(name)
                    ? IdxReader.images(resource(name), name)
                    : IdxReader.labels(resource(name), name);
            String expected = EMBEDDED_SHA256.get(files.size());
            if (!file.sha256().equals(expected)) {
                throw new IllegalStateException(
                        "embedded %s must have the SHA-256 %s: %s".formatted(name, expected, file.sha256()));
            }
            files.add(file);
        }
        return IdxReader.contents(files, CLASS_NAMES);
    }

    private static byte[] resource(String file) {
        String name = RESOURCE_FOLDER + file;
        try (InputStream in = FashionMnist.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program must contain its data set: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read embedded " + name, e);
        }
    }

    /** The names of the classes if these are Fashion-MNIST's training labels, else numbers: MNIST uses the same file names. */
    static List<String> classNamesFor(IdxFile trainingLabels) {
        String digest = trainingLabels.sha256();
        if (digest.equals(FULL_TRAINING_LABELS_SHA256) || EMBEDDED_SHA256.contains(digest)) {
            return CLASS_NAMES;
        }
        byte[] labels = trainingLabels.values();
        int highest = IntStream.range(0, labels.length)
                .map(i -> labels[i] & 0xff)
                .max()
                .orElse(0);
        return IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList();
    }
}
