package io.espalier.models.dataset;

import io.espalier.models.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was found in a data set, for the user's eyes.
 *
 * @param format of the files
 * @param classes images of every class, in the order of the labels
 * @param unreadable images that were left out, in the order of their names
 * @param ignored files that are no images and were passed over
 * @param cache what became of the decoded images, in words; empty if there is no cache
 */
public record DataReport(
        DataFormat format, List<ClassCount> classes, List<Unreadable> unreadable, int ignored, String cache) {

    private static final int NAMED = 3;

    /**
     * Images of a class.
     *
     * @param name of the class
     * @param training in the training files
     * @param test in the test files
     */
    public record ClassCount(String name, int training, int test) {}

    /**
     * A file that could not be decoded.
     *
     * @param entry path below the set's folder
     * @param reason what is wrong with it
     */
    public record Unreadable(String entry, String reason) {}

    public DataReport {
        classes = List.copyOf(classes);
        unreadable = List.copyOf(unreadable);
    }

    static DataReport of(DataFormat format, ImageSet training, ImageSet test) {
        List<Integer> inTraining = training.perClass();
        List<Integer> inTest = test.perClass();
        List<ClassCount> classes = IntStream.range(0, inTraining.size())
                .mapToObj(i -> new ClassCount(training.classNames().get(i), inTraining.get(i), inTest.get(i)))
                .toList();
        return new DataReport(format, classes, List.of(), 0, "");
    }

    DataReport with(List<Unreadable> newUnreadable, int newIgnored) {
        return new DataReport(format, classes, newUnreadable, newIgnored, cache);
    }

    DataReport withCache(String newCache) {
        return new DataReport(format, classes, unreadable, ignored, newCache);
    }

    /** One line on the images; one more if any could not be read. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d training and %,d test images of %d classes, %s%s%s",
                classes.stream().mapToInt(ClassCount::training).sum(),
                classes.stream().mapToInt(ClassCount::test).sum(),
                classes.size(),
                balance(),
                ignored == 0 ? "" : String.format(Locale.ROOT, "; %,d other files ignored", ignored),
                cache.isEmpty() ? "" : "; decoded images " + cache));
        if (!unreadable.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d unreadable images left out: %s%s",
                    unreadable.size(),
                    unreadable.stream()
                            .limit(NAMED)
                            .map(image -> image.entry() + " (" + image.reason() + ")")
                            .collect(Collectors.joining(", ")),
                    unreadable.size() > NAMED ? ", ..." : ""));
        }
        return lines;
    }

    private String balance() {
        return range(classes.stream().mapToInt(ClassCount::training).toArray()) + " and "
                + range(classes.stream().mapToInt(ClassCount::test).toArray()) + " each";
    }

    /** A balanced set's count, else the smallest and the largest class by name. */
    private String range(int[] counts) {
        int least = 0;
        int most = 0;
        for (int i = 0; i < counts.length; i++) {
            least = counts[i] < counts[least] ? i : least;
            most = counts[i] > counts[most] ? i : most;
        }
        return counts[least] == counts[most]
                ? String.format(Locale.ROOT, "%,d", counts[least])
                : String.format(
                        Locale.ROOT,
                        "%,d ('%s') to %,d ('%s')",
                        counts[least],
                        classes.get(least).name(),
                        counts[most],
                        classes.get(most).name());
    }
}
