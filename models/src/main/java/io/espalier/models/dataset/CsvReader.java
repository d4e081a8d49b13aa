package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.TensorShape;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code train.csv} and {@code test.csv}: a line an image, its label first, then its pixels as whole numbers from 0 to 255, channel
 * after channel, row after row. A first line that does not start with a digit is a heading. The image is a square, or has the size given.
 */
final class CsvReader {

    private static final String TRAINING = "train.csv";
    private static final String TEST = "test.csv";
    private static final String RULE = TRAINING + " and " + TEST + ", with or without .gz";
    private static final String COMPRESSED = ".gz";

    private CsvReader() {}

    static boolean isCsv(String entry) {
        return !key(NamedFiles.lastName(entry)).isEmpty();
    }

    private static String key(String file) {
        String plain = file.endsWith(COMPRESSED) ? file.substring(0, file.length() - COMPRESSED.length()) : file;
        return plain.equals(TRAINING) || plain.equals(TEST) ? plain : "";
    }

    /** @param size height and width, or empty */
    static Contents read(Archive archive, List<Integer> size) {
        NamedFiles files = NamedFiles.of(archive, CsvReader::key);
        CsvTable training = table(files.get(TRAINING, RULE));
        CsvTable test = table(files.get(TEST, RULE));
        Broken.require(
                training.pixels() == test.pixels(),
                test.source(),
                "have %d pixels a line, as %s: %d".formatted(training.pixels(), training.source(), test.pixels()));
        TensorShape shape = shape(training, size);
        List<String> names = training.labels().classNames();
        return Contents.of(DataFormat.CSV, images(training, shape, names), images(test, shape, names));
    }

    private static CsvTable table(NamedFiles.Found file) {
        return CsvTable.parse(Gzip.decompressed(file.content(), file.source()), file.source());
    }

    private static ImageSet images(CsvTable table, TensorShape shape, List<String> names) {
        return ImageSet.of(shape, names, table.values(), table.labels().below(names.size()));
    }

    private static TensorShape shape(CsvTable table, List<Integer> size) {
        for (int channels : new int[] {1, 3}) {
            Optional<TensorShape> given = size.isEmpty()
                    ? Optional.empty()
                    : Optional.of(TensorShape.image(channels, size.get(0), size.get(1)));
            if (given.isPresent() && given.get().size() == table.pixels()) {
                return given.get();
            }
        }
        for (int channels : new int[] {1, 3}) {
            int side = (int) Math.round(Math.sqrt((double) table.pixels() / channels));
            if (channels * side * side == table.pixels()) {
                return TensorShape.image(channels, side, side);
            }
        }
        throw Broken.because(
                table.source(),
                "have square images of 1 or 3 channels, or be read with their size given: %d pixels"
                        .formatted(table.pixels()));
    }
}
