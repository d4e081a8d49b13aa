package io.espalier.models.picture;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The chunks of a PNG file with their checksums (W3C PNG, section 5), which ImageIO does not compare. */
final class PngChunks {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int END = 0x49454e44;

    /** Length, type and checksum. */
    private static final int FRAME = 12;

    private PngChunks() {}

    static boolean isPng(byte[] file) {
        return file.length >= SIGNATURE.length
                && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** @throws CorruptPictureException if a chunk is cut short or does not have its checksum, or the last one is missing */
    static void check(byte[] file) throws CorruptPictureException {
        ByteBuffer content = ByteBuffer.wrap(file).position(SIGNATURE.length);
        int type = 0;
        while (type != END) {
            if (content.remaining() < FRAME) {
                throw new CorruptPictureException("the PNG file ends early");
            }
            int length = content.getInt();
            int start = content.position();
            if (!(length >= 0 && length <= content.remaining() - (FRAME - Integer.BYTES))) {
                throw new CorruptPictureException("the PNG file ends early");
            }
            type = content.getInt(start);
            CRC32 checksum = new CRC32();
            checksum.update(file, start, Integer.BYTES + length);
            content.position(start + Integer.BYTES + length);
            if ((int) checksum.getValue() != content.getInt()) {
                throw new CorruptPictureException("a chunk of the PNG file does not have its checksum");
            }
        }
    }
}
