package io.espalier.models.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files below a folder. Links are followed: a data set may well be put together of links. */
final class FolderEntries {

    private FolderEntries() {}

    static void walk(Path folder, Allowance allowance, Archive.Visitor visitor) throws IOException {
        for (Path path : sorted(folder)) {
            allowance.countEntry();
            String name = folder.relativize(path)
                    .toString()
                    .replace(path.getFileSystem().getSeparator(), "/");
            Entry entry =
                    Files.isDirectory(path) ? Entry.folder(name) : Entry.file(name, () -> read(path, name, allowance));
            if (!visitor.visit(entry)) {
                return;
            }
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(path -> !path.equals(folder)).sorted().toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] read(Path path, String name, Allowance allowance) throws IOException {
        long size = Files.size(path);
        allowance.requireSize(name, size);
        try (InputStream in = Files.newInputStream(path)) {
            return allowance.readAll(name, in, size);
        }
    }
}
