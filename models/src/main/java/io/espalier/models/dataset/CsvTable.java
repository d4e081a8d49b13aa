package io.espalier.models.dataset;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The numbers of a CSV file whose lines are a label and as many bytes as all the others. */
final class CsvTable {

    /** Spreadsheets put it first. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String source;
    private final int pixels;
    private final NumericLabels labels;
    private final byte[] values;

    private CsvTable(String source, int pixels, NumericLabels labels, byte[] values) {
        this.source = source;
        this.pixels = pixels;
        this.labels = labels;
        this.values = values;
    }

    /** @throws java.io.UncheckedIOException naming line and column of what is wrong */
    static CsvTable parse(byte[] file, String source) {
        String text = new String(file, StandardCharsets.UTF_8).stripTrailing();
        String[] lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).split("\\R", -1);
        int heading = !lines[0].isEmpty()
                        && !Character.isDigit(lines[0].stripLeading().charAt(0))
                ? 1
                : 0;
        int count = lines.length - heading;
        Broken.require(count > 0 && !lines[heading].isBlank(), source, "have a line an image: none");
        int pixels = columns(lines[heading]) - 1;
        Broken.require(pixels > 0, source, "have a label and pixels in line %d".formatted(heading + 1));
        Broken.require(
                (long) count * pixels < Integer.MAX_VALUE - 8, source, "have less than 2^31 pixels in all lines");
        NumericLabels labels = new NumericLabels(source, count);
        byte[] values = new byte[count * pixels];
        for (int image = 0; image < count; image++) {
            int number = image + heading + 1;
            String line = lines[image + heading];
            Broken.require(columns(line) == pixels + 1, source, () -> "have %d values in line %d: %d"
                    .formatted(pixels + 1, number, columns(line)));
            new Line(source, number, line).read(labels, image, values, pixels);
        }
        return new CsvTable(source, pixels, labels, values);
    }

    private static int columns(String line) {
        return 1 + (int) line.chars().filter(c -> c == ',').count();
    }

    String source() {
        return source;
    }

    int pixels() {
        return pixels;
    }

    NumericLabels labels() {
        return labels;
    }

    /** The array itself, image after image. */
    byte[] values() {
        return values;
    }

    /** A line while it is read. */
    private static final class Line {

        private final String source;
        private final int number;
        private final String text;
        private int at;

        Line(String source, int number, String text) {
            this.source = source;
            this.number = number;
            this.text = text;
        }

        void read(NumericLabels labels, int image, byte[] values, int pixels) {
            labels.set(image, next(1, Integer.MAX_VALUE));
            for (int i = 0; i < pixels; i++) {
                values[image * pixels + i] = (byte) next(i + 2, 255);
            }
        }

        private int next(int column, int most) {
            int comma = text.indexOf(',', at);
            String value = text.substring(at, comma < 0 ? text.length() : comma).strip();
            at = comma + 1;
            try {
                int parsed = Integer.parseInt(value);
                if (parsed >= 0 && parsed <= most) {
                    return parsed;
                }
            } catch (NumberFormatException e) {
                throw wrong(column, value, most);
            }
            throw wrong(column, value, most);
        }

        private UncheckedIOException wrong(int column, String value, int most) {
            String range = most == Integer.MAX_VALUE ? "a label" : "a pixel, 0 to " + most + ",";
            return Broken.because(
                    source, "have %s in line %d, column %d: '%s'".formatted(range, number, column, value));
        }
    }
}
