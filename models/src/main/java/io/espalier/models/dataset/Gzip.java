package io.espalier.models.dataset;

import io.espalier.models.archive.ArchiveLimits;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** A single file that may be compressed, whatever its name says. */
final class Gzip {

    private Gzip() {}

    /** @throws java.io.UncheckedIOException if it is compressed and damaged, or larger than an archive's file may be */
    static byte[] decompressed(byte[] file, String source) {
        if (file.length < 2 || (file[0] & 0xff) != 0x1f || (file[1] & 0xff) != 0x8b) {
            return file;
        }
        int most = (int) ArchiveLimits.DEFAULTS.entryBytes();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] content = in.readNBytes(most);
            Broken.require(
                    in.read() < 0, source, "have at most %,d bytes without its compression: more".formatted(most));
            return content;
        } catch (EOFException e) {
            throw Broken.because(source, "be whole: its gzip stream ends early", e);
        } catch (IOException e) {
            throw Broken.because(source, "be a sound gzip file: " + e.getMessage(), e);
        }
    }
}
