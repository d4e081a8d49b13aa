import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the embedded part of Fashion-MNIST: the first images of each class, in file order, under the official file names. From the root:
 *
 * <pre>java models/src/build/FashionMnistSubset.java FULL_SET_FOLDER models/src/main/resources/io/espalier/models/dataset/fashion-mnist</pre>
 *
 * The full set is Debian's package dataset-fashion-mnist (or the authors' own files, which are the same after decompression). The
 * digests printed are of the uncompressed files; FashionMnist checks them on loading, so another compressor makes no difference.
 */
public final class FashionMnistSubset {

    private static final int IMAGE_HEADER = 16;
    private static final int LABEL_HEADER = 8;
    private static final int PIXELS = 28 * 28;

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: java FashionMnistSubset.java FULL_SET_FOLDER TARGET_FOLDER");
            System.exit(2);
        }
        Path from = Path.of(args[0]);
        Path to = Files.createDirectories(Path.of(args[1]));
        make(from, to, "train", 1_200, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9");
        make(from, to, "t10k", 300, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");
    }

    private static void make(Path from, Path to, String part, int perClass, String imagesDigest, String labelsDigest)
            throws Exception {
        String imagesName = part + "-images-idx3-ubyte.gz";
        String labelsName = part + "-labels-idx1-ubyte.gz";
        byte[] images = read(from.resolve(imagesName), imagesDigest);
        byte[] labels = read(from.resolve(labelsName), labelsDigest);
        List<Integer> chosen = firstOfEachClass(labels, perClass);
        ByteBuffer chosenImages = ByteBuffer.allocate(IMAGE_HEADER + chosen.size() * PIXELS);
        chosenImages.putInt(0x803).putInt(chosen.size()).putInt(28).putInt(28);
        ByteBuffer chosenLabels = ByteBuffer.allocate(LABEL_HEADER + chosen.size());
        chosenLabels.putInt(0x801).putInt(chosen.size());
        for (int image : chosen) {
            chosenImages.put(images, IMAGE_HEADER + image * PIXELS, PIXELS);
            chosenLabels.put(labels[LABEL_HEADER + image]);
        }
        write(to.resolve(imagesName), chosenImages.array());
        write(to.resolve(labelsName), chosenLabels.array());
    }

    private static List<Integer> firstOfEachClass(byte[] labels, int perClass) {
        int[] taken = new int[10];
        List<Integer> chosen = new ArrayList<>();
        for (int image = 0; image < labels.length - LABEL_HEADER; image++) {
            if (taken[labels[LABEL_HEADER + image]]++ < perClass) {
                chosen.add(image);
            }
        }
        return chosen;
    }

    private static byte[] read(Path file, String expected) throws Exception {
        byte[] content;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            content = in.readAllBytes();
        }
        if (!sha256(content).equals(expected)) {
            throw new IOException(file + " must have the SHA-256 " + expected + ": " + sha256(content));
        }
        return content;
    }

    private static void write(Path file, byte[] content) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(content);
        }
        Files.write(file, compressed.toByteArray());
        System.out.println(sha256(content) + "  " + file.getFileName() + "  " + compressed.size() + " bytes");
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
