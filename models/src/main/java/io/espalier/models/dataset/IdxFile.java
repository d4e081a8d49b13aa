package io.espalier.models.dataset;

import io.espalier.models.data.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One file of unsigned bytes in the IDX format of the MNIST database: two zero bytes, the type {@code 0x08}, the number of dimensions,
 * each dimension as a big-endian int, then the values. Plain or gzip, whatever the file's name says.
 */
final class IdxFile {

    private static final int UNSIGNED_BYTES = 0x0800;

    private final String source;
    private final byte[] content;
    private final List<Integer> dimensions;

    private IdxFile(String source, byte[] content, List<Integer> dimensions) {
        this.source = source;
        this.content = content;
        this.dimensions = dimensions;
    }

    /** @throws UncheckedIOException if the file cannot be read or is not a whole IDX file of that rank */
    static IdxFile read(Path file, int rank) {
        try {
            return parse(Files.readAllBytes(file), rank, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Checks magic, dimensions and size.
     *
     * @param rank number of dimensions: 1 for labels, 3 for images
     * @param source what messages call the file
     * @throws UncheckedIOException if the bytes are not a whole IDX file of that rank
     */
    static IdxFile parse(byte[] file, int rank, String source) {
        byte[] content = Gzip.decompressed(file, source);
        int header = Integer.BYTES * (1 + rank);
        Broken.require(
                content.length >= header,
                source,
                "hold a header of %d bytes: %d bytes".formatted(header, content.length));
        ByteBuffer ints = ByteBuffer.wrap(content);
        int expected = UNSIGNED_BYTES | rank;
        int magic = ints.getInt();
        Broken.require(
                magic == expected,
                source,
                "start with 0x%08x (IDX, unsigned bytes, %d-d): 0x%08x".formatted(expected, rank, magic));
        List<Integer> dimensions =
                IntStream.range(0, rank).mapToObj(i -> ints.getInt()).toList();
        Broken.require(dimensions.stream().allMatch(d -> d > 0), source, "have positive dimensions: " + dimensions);
        double values = dimensions.stream().mapToDouble(d -> d).reduce(1, (a, b) -> a * b);
        Broken.require(
                values == ints.remaining(),
                source,
                "hold %.0f values after its header, as %s says: %d".formatted(values, dimensions, ints.remaining()));
        return new IdxFile(source, content, dimensions);
    }

    String source() {
        return source;
    }

    /** Sizes of the dimensions, the number of examples first. */
    List<Integer> dimensions() {
        return dimensions;
    }

    /** A copy of the values, the last dimension varying fastest. */
    byte[] values() {
        return Arrays.copyOfRange(content, Integer.BYTES * (1 + dimensions.size()), content.length);
    }

    /** SHA-256 of the whole file without its compression. */
    String sha256() {
        return new Sha256().add(content).hex();
    }
}
