package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps decoded images in a file of its own, because decoding takes many times longer than reading the pixels back.
 *
 * <p>The key is what the pixels depend on: the content of the archive, the settings, and the runtime whose ImageIO decodes. Of an archive
 * that is its SHA-256, so that it is found wherever a copy lies and never mistaken, at a twentieth of the decoding time; of a folder it is
 * the name, size and time of each file, because to read every file again is most of the work that is to be saved.
 *
 * <p>A file is written beside its place, forced to disk and renamed, so processes may share a folder. What does not have its checksum is
 * decoded and written anew; a folder that cannot be written is said in the report and costs only time.
 */
final class DecodedCache {

    /** Changes when the file's form or the meaning of a setting does. */
    private static final String VERSION = "espalier decoded images 1";

    private static final int CHUNK = 1 << 20;
    private static final String UNFINISHED = ".part";
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path folder;
    private final String key;

    private DecodedCache(Path folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    /** The images from the cache, else from the decoder and then into the cache. */
    static Contents through(Path folder, Archive archive, DataSettings settings, Supplier<Contents> decoder) {
        return new DecodedCache(folder, key(archive, settings)).get(decoder);
    }

    private Contents get(Supplier<Contents> decoder) {
        Path file = folder.resolve("images-" + key.substring(0, 32) + ".bin");
        String before = "";
        try {
            return DecodedFile.read(file, key).noting("taken from " + file);
        } catch (NoSuchFileException e) {
            before = "";
        } catch (IOException e) {
            before = " in place of a damaged file (" + e.getMessage() + ")";
        }
        Contents contents = decoder.get();
        return contents.noting(write(contents, file) + before);
    }

    private String write(Contents contents, Path file) {
        try {
            Files.createDirectories(folder);
            removeAbandoned();
            Path temporary = Files.createTempFile(folder, "images-", UNFINISHED);
            try {
                DecodedFile.write(temporary, key, contents);
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            return "kept in " + file;
        } catch (IOException e) {
            return "not kept, %s cannot be written (%s)".formatted(folder, e);
        }
    }

    /** What processes that were killed have left; a living one is done long before. */
    private void removeAbandoned() throws IOException {
        FileTime longAgo = FileTime.from(Instant.now().minus(ABANDONED));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "images-*" + UNFINISHED)) {
            for (Path file : files) {
                if (modified(file).compareTo(longAgo) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A file that another process has renamed in the meantime is young. */
    private static FileTime modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return FileTime.from(Instant.now());
        }
    }

    private static String key(Archive archive, DataSettings settings) {
        Sha256 digest = new Sha256()
                .add(VERSION)
                .add(System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"))
                .add(settings.images().toString())
                .add(settings.corrupt().name());
        try {
            if (archive.isFolder()) {
                addFolder(archive.location(), digest);
            } else {
                addContent(archive.location(), digest);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UncheckedIOException("cannot read " + archive.location(), new IOException(e));
        }
        return digest.hex();
    }

    private static void addContent(Path file, Sha256 digest) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.add(chunk, 0, read);
            }
        }
    }

    private static void addFolder(Path folder, Sha256 digest) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : paths.sorted().toList()) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                digest.add(folder.relativize(path).toString());
                if (attributes.isRegularFile()) {
                    digest.add(attributes.size() + " " + attributes.lastModifiedTime());
                }
            }
        }
    }
}
