package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.TensorShape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads the binary form of CIFAR-10 and CIFAR-100 (A. Krizhevsky 2009): records of one label (CIFAR-100: a coarse and a fine one, the fine
 * one is taken) and 3,072 bytes, red, green, blue, row after row. Class names come from the file beside them, if it is there.
 */
final class CifarReader {

    private static final TensorShape SHAPE = TensorShape.image(3, 32, 32);

    /**
     * What tells the two apart.
     *
     * @param classes number of classes
     * @param labels bytes of labels before the pixels; the last one counts
     * @param training names of the training files, in order
     * @param test name of the test file
     * @param names name of the text file with a class name a line
     */
    record Form(DataFormat format, int classes, int labels, List<String> training, String test, String names) {

        static final Form CIFAR10 = new Form(
                DataFormat.CIFAR10,
                10,
                1,
                IntStream.rangeClosed(1, 5)
                        .mapToObj("data_batch_%d.bin"::formatted)
                        .toList(),
                "test_batch.bin",
                "batches.meta.txt");

        static final Form CIFAR100 =
                new Form(DataFormat.CIFAR100, 100, 2, List.of("train.bin"), "test.bin", "fine_label_names.txt");

        boolean isData(String file) {
            return training.contains(file) || test.equals(file);
        }
    }

    private CifarReader() {}

    static Contents read(Archive archive, Form form) {
        NamedFiles files =
                NamedFiles.of(archive, file -> form.isData(file) || form.names().equals(file) ? file : "");
        List<String> names = classNames(files, form);
        String rule = String.join(", ", form.training()) + " and " + form.test();
        List<NamedFiles.Found> training =
                form.training().stream().map(file -> files.get(file, rule)).toList();
        return Contents.of(
                form.format(),
                images(training, form, names),
                images(List.of(files.get(form.test(), rule)), form, names));
    }

    private static List<String> classNames(NamedFiles files, Form form) {
        if (!files.has(form.names())) {
            return IntStream.range(0, form.classes())
                    .mapToObj(Integer::toString)
                    .toList();
        }
        NamedFiles.Found found = files.get(form.names(), form.names());
        List<String> names = new String(found.content(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        Broken.require(
                names.size() == form.classes(),
                found.source(),
                "have %d class names, one a line: %d".formatted(form.classes(), names.size()));
        return names;
    }

    private static ImageSet images(List<NamedFiles.Found> files, Form form, List<String> names) {
        int record = form.labels() + SHAPE.size();
        int count = 0;
        for (NamedFiles.Found file : files) {
            int length = file.content().length;
            Broken.require(
                    length > 0 && length % record == 0,
                    file.source(),
                    "hold whole records of %,d bytes: %,d bytes".formatted(record, length));
            count += length / record;
        }
        byte[] pixels = new byte[Math.multiplyExact(count, SHAPE.size())];
        int[] labels = new int[count];
        int image = 0;
        for (NamedFiles.Found file : files) {
            for (int from = 0; from < file.content().length; from += record) {
                labels[image] = label(file, from, form);
                System.arraycopy(file.content(), from + form.labels(), pixels, image * SHAPE.size(), SHAPE.size());
                image++;
            }
        }
        return ImageSet.of(SHAPE, names, pixels, labels);
    }

    private static int label(NamedFiles.Found file, int from, Form form) {
        int label = file.content()[from + form.labels() - 1] & 0xff;
        Broken.require(label < form.classes(), file.source(), () -> "have labels below %d: %d in record %d"
                .formatted(form.classes(), label, from / (form.labels() + SHAPE.size())));
        return label;
    }
}
