package io.espalier.models.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in a {@code .npy} file of whole numbers, in C order. The form is NumPy's, versions 1 to 3 (numpy.lib.format): six bytes of magic,
 * the version, the length of the header, a Python dictionary as text, then the values.
 */
final class NumpyArray {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z])(\\d{1,2})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private final String source;
    private final String type;
    private final List<Integer> shape;
    private final ByteBuffer values;

    private NumpyArray(String source, String type, List<Integer> shape, ByteBuffer values) {
        this.source = source;
        this.type = type;
        this.shape = shape;
        this.values = values;
    }

    /**
     * Checks header and size.
     *
     * @param source what messages call the file
     * @throws java.io.UncheckedIOException if it is no whole {@code .npy} file of integers in C order
     */
    static NumpyArray parse(byte[] file, String source) {
        Broken.require(
                file.length > MAGIC.length + 4
                        && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                        && file[MAGIC.length] >= 1
                        && file[MAGIC.length] <= 3,
                source,
                "start as a .npy file of version 1 to 3");
        ByteBuffer content =
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length + 2);
        // The length has 2 bytes in version 1 and 4 since.
        long length = file[MAGIC.length] == 1 || content.remaining() < 4
                ? content.getShort() & 0xffff
                : content.getInt() & 0xffffffffL;
        Broken.require(length <= content.remaining(), source, "hold its whole header of %d bytes".formatted(length));
        String header = new String(file, content.position(), (int) length, StandardCharsets.ISO_8859_1);
        content.position(content.position() + (int) length);
        return of(header, content.slice(), source);
    }

    private static NumpyArray of(String header, ByteBuffer values, String source) {
        String order = match(ORDER, header, source).group(1);
        Broken.require(order.equals("False"), source, "be in C order, not in Fortran order");
        Matcher type = match(TYPE, header, source);
        String kind = type.group(2) + type.group(3);
        Broken.require(
                List.of("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8").contains(kind),
                source,
                "hold whole numbers: its type is '%s%s'".formatted(type.group(1), kind));
        List<Integer> shape = shape(match(SHAPE, header, source).group(1), source);
        double wanted = shape.stream().mapToDouble(d -> d).reduce(1, (a, b) -> a * b) * (kind.charAt(1) - '0');
        Broken.require(
                wanted == values.remaining(),
                source,
                "hold %.0f bytes after its header, as %s of '%s' says: %d"
                        .formatted(wanted, shape, kind, values.remaining()));
        values.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return new NumpyArray(source, kind, shape, values);
    }

    private static Matcher match(Pattern pattern, String header, String source) {
        Matcher matcher = pattern.matcher(header);
        Broken.require(matcher.find(), source, "have a header with type, order and shape: " + header.strip());
        return matcher;
    }

    private static List<Integer> shape(String text, String source) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(dimension -> !dimension.isEmpty())
                    .map(Integer::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw Broken.because(source, "have dimensions below 2^31: (%s)".formatted(text));
        }
    }

    String source() {
        return source;
    }

    List<Integer> shape() {
        return shape;
    }

    /** NumPy's letter and number of bytes, for instance {@code u1}. */
    String type() {
        return type;
    }

    /** A value by its place in C order; an unsigned one of 8 bytes above 2^63 comes out negative. */
    long value(int index) {
        return switch (type) {
            case "u1" -> values.get(index) & 0xffL;
            case "i1" -> values.get(index);
            case "u2" -> values.getShort(2 * index) & 0xffffL;
            case "i2" -> values.getShort(2 * index);
            case "u4" -> values.getInt(4 * index) & 0xffffffffL;
            case "i4" -> values.getInt(4 * index);
            default -> values.getLong(8 * index);
        };
    }
}
