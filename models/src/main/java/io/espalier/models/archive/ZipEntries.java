package io.espalier.models.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The entries of a zip archive. */
final class ZipEntries {

    private ZipEntries() {}

    static void walk(Path file, Allowance allowance, Archive.Visitor visitor) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry found = entries.nextElement();
                allowance.countEntry();
                String name = EntryName.checked(file, found.getName());
                Entry entry = found.isDirectory()
                        ? Entry.folder(name)
                        : Entry.file(name, () -> read(zip, found, name, allowance));
                if (!name.isEmpty() && !visitor.visit(entry)) {
                    return;
                }
            }
        } catch (ZipException e) {
            throw Allowance.broken(file, "be a whole zip archive: " + e.getMessage());
        }
    }

    private static byte[] read(ZipFile zip, ZipEntry found, String name, Allowance allowance) throws IOException {
        allowance.requireSize(name, found.getSize());
        try (InputStream in = zip.getInputStream(found)) {
            byte[] content = allowance.readAll(name, in, found.getSize());
            CRC32 check = new CRC32();
            check.update(content);
            // ZipFile compares neither; ZipInputStream would, but cannot tell which entry of a damaged archive is
            // sound.
            if (check.getValue() != found.getCrc()) {
                throw new IOException("its checksum in the archive is another");
            }
            return content;
        }
    }
}
