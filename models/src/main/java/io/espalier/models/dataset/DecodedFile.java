package io.espalier.models.dataset;

import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.TensorShape;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/** The form of a file of decoded images: key, shape, class names, report, the two parts, and last the CRC-32C of all before it. */
final class DecodedFile {

    private static final int BUFFER = 1 << 16;

    private DecodedFile() {}

    static void write(Path file, String key, Contents contents) throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
                CheckedOutputStream checked = new CheckedOutputStream(raw, new CRC32C());
                DataOutputStream out = new DataOutputStream(checked)) {
            out.writeUTF(key);
            for (int dimension : contents.training().shape().dimensions()) {
                out.writeInt(dimension);
            }
            writeAll(out, contents.training().classNames());
            writeReport(out, contents.report());
            writeImages(out, contents.training());
            writeImages(out, contents.test());
            out.writeLong(checked.getChecksum().getValue());
        }
    }

    /** @throws IOException if the file is not whole or belongs to another key */
    static Contents read(Path file, String key) throws IOException {
        long length = Files.size(file);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                CheckedInputStream checked = new CheckedInputStream(raw, new CRC32C());
                DataInputStream in = new DataInputStream(checked)) {
            require(in.readUTF().equals(key), "another key");
            TensorShape shape = TensorShape.image(in.readInt(), in.readInt(), in.readInt());
            List<String> classNames = readAll(in, length);
            List<String> entries = readAll(in, length);
            List<String> reasons = readAll(in, length);
            int ignored = in.readInt();
            ImageSet training = readImages(in, shape, classNames, length);
            ImageSet test = readImages(in, shape, classNames, length);
            long checksum = checked.getChecksum().getValue();
            require(in.readLong() == checksum, "another checksum");
            return new Contents(
                    training,
                    test,
                    DataReport.of(DataFormat.IMAGE_FOLDER, training, test).with(unreadable(entries, reasons), ignored));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void writeReport(DataOutputStream out, DataReport report) throws IOException {
        writeAll(
                out,
                report.unreadable().stream().map(DataReport.Unreadable::entry).toList());
        writeAll(
                out,
                report.unreadable().stream().map(DataReport.Unreadable::reason).toList());
        out.writeInt(report.ignored());
    }

    private static List<DataReport.Unreadable> unreadable(List<String> entries, List<String> reasons)
            throws IOException {
        require(entries.size() == reasons.size(), "another number of reasons");
        List<DataReport.Unreadable> unreadable = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            unreadable.add(new DataReport.Unreadable(entries.get(i), reasons.get(i)));
        }
        return unreadable;
    }

    private static void writeAll(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    private static List<String> readAll(DataInputStream in, long length) throws IOException {
        int count = in.readInt();
        require(count >= 0 && count <= length, "a number beyond its length");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    private static void writeImages(DataOutputStream out, ImageSet images) throws IOException {
        out.writeInt(images.size());
        ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * images.size());
        byte[] pixels = new byte[images.shape().size()];
        for (int image = 0; image < images.size(); image++) {
            labels.putInt(images.label(image));
        }
        out.write(labels.array());
        for (int image = 0; image < images.size(); image++) {
            images.copyPixels(image, pixels, 0);
            out.write(pixels);
        }
    }

    private static ImageSet readImages(DataInputStream in, TensorShape shape, List<String> classNames, long length)
            throws IOException {
        int count = in.readInt();
        long bytes = (long) count * shape.size();
        require(
                count > 0 && bytes > 0 && bytes <= length && bytes < Integer.MAX_VALUE - 8,
                "a number beyond its length");
        byte[] encoded = new byte[Integer.BYTES * count];
        in.readFully(encoded);
        int[] labels = new int[count];
        ByteBuffer.wrap(encoded).asIntBuffer().get(labels);
        byte[] pixels = new byte[(int) bytes];
        in.readFully(pixels);
        return ImageSet.of(shape, classNames, pixels, labels);
    }

    private static void require(boolean holds, String found) throws IOException {
        if (!holds) {
            throw new IOException("it has " + found);
        }
    }
}
