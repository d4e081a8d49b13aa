package io.espalier.env.serve;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Walks through the protobuf encoding of a model before any library is given it: whether it is an ONNX model at all, and whether all of it is
 * in this file. A tensor that names another file would let a client read files of this machine. Keeps nothing of the model in memory.
 */
final class ModelScan {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;
    private static final int WIRE_BITS = 3;
    private static final int WIRE_MASK = 7;

    private static final int IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int OPERATOR_SETS = 8;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    /** As deep as protobuf's own readers go. */
    private static final int DEEPEST = 100;

    /** What the runtime's own format has at its fifth byte, which the runtime would take for it. */
    private static final String RUNTIME_FORMAT = "ORTM";

    private final InputStream in;
    private final Set<Integer> seen = new HashSet<>();
    private long position;

    private ModelScan(InputStream in) {
        this.in = in;
    }

    /**
     * Reads a file to its end.
     *
     * @throws IllegalArgumentException if it is no ONNX model, or refers to other files
     * @throws UncheckedIOException if it cannot be read
     */
    static void check(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            refuseRuntimeFormat(in);
            ModelScan scan = new ModelScan(in);
            scan.message(ModelPart.MODEL, Files.size(file), 0);
            require(scan.seen.contains(IR_VERSION), "it has no IR version");
            require(scan.seen.contains(MODEL_GRAPH), "it has no graph");
            require(scan.seen.contains(OPERATOR_SETS), "it names no operator set");
        } catch (EOFException e) {
            throw invalid("it ends in the middle");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void refuseRuntimeFormat(InputStream in) throws IOException {
        in.mark(2 * RUNTIME_FORMAT.length());
        byte[] start = in.readNBytes(2 * RUNTIME_FORMAT.length());
        in.reset();
        for (int i = 0; i < RUNTIME_FORMAT.length(); i++) {
            if (start.length < 2 * RUNTIME_FORMAT.length()
                    || start[RUNTIME_FORMAT.length() + i] != RUNTIME_FORMAT.charAt(i)) {
                return;
            }
        }
        throw invalid("it is in the format of ONNX Runtime");
    }

    private void message(ModelPart part, long end, int depth) throws IOException {
        require(depth <= DEEPEST, "it is nested too deeply");
        while (position < end) {
            long tag = varint();
            require(tag <= 0xFFFF_FFFFL && tag >>> WIRE_BITS > 0, "it has no valid field");
            int field = (int) (tag >>> WIRE_BITS);
            if (depth == 0) {
                seen.add(Math.min(field, OPERATOR_SETS + 1));
            }
            field(part, field, (int) (tag & WIRE_MASK), end, depth);
            require(position <= end, "a part is longer than the whole");
        }
    }

    private void field(ModelPart part, int field, int wire, long end, int depth) throws IOException {
        refuseOtherFiles(part, field);
        switch (wire) {
            case VARINT -> varint();
            case EIGHT_BYTES -> skip(Long.BYTES);
            case FOUR_BYTES -> skip(Integer.BYTES);
            case LENGTH -> {
                long length = varint();
                require(length >= 0 && length <= end - position, "a part is longer than the whole");
                var inner = part.field(field);
                if (inner.isPresent()) {
                    message(inner.get(), position + length, depth + 1);
                } else {
                    skip(length);
                }
            }
            default -> throw invalid("it has a field of an unknown kind");
        }
    }

    private void refuseOtherFiles(ModelPart part, int field) throws IOException {
        if (part == ModelPart.TENSOR && field == EXTERNAL_DATA) {
            throw invalid("a tensor lies in another file; put everything into one file");
        }
        if (part == ModelPart.TENSOR && field == DATA_LOCATION) {
            in.mark(1);
            require(in.read() == 0, "a tensor lies in another file; put everything into one file");
            in.reset();
        }
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            position++;
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw invalid("it has a number of more than ten bytes");
    }

    private void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
        position += bytes;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw invalid(fault);
        }
    }

    private static IllegalArgumentException invalid(String fault) {
        return new IllegalArgumentException("body must be an ONNX model: " + fault);
    }
}
