package io.espalier.env.serve;

import io.espalier.env.target.TargetNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The uploaded networks, on disk, up to so many bytes; who was not asked for longest goes first. Thread-safe. */
final class NetworkStore implements AutoCloseable {

    private final TemporaryFolder folder;
    private final long mostBytes;
    /** Bytes by digest, last used last. */
    private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    NetworkStore(long mostBytes) {
        this.folder = TemporaryFolder.create();
        this.mostBytes = mostBytes;
    }

    /** An empty file to write an upload to; the caller removes it or {@linkplain #add adds} it. */
    Path newFile() {
        try {
            return Files.createTempFile(folder.path(), "upload-", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder.path(), e);
        }
    }

    synchronized boolean has(String id) {
        return sizes.get(id) != null;
    }

    /** Those of the networks that are not here; the others are counted as used. */
    synchronized List<String> missing(Collection<String> ids) {
        return ids.stream().filter(id -> !has(id)).toList();
    }

    /**
     * Takes a file in.
     *
     * @throws RefusedException if it alone is more than the store may hold
     */
    synchronized void add(String id, Path file) {
        try {
            long size = Files.size(file);
            if (size > mostBytes) {
                throw RefusedException.of(
                        Reply.TOO_LARGE, "network must fit into a store of %d bytes: %d".formatted(mostBytes, size));
            }
            if (!has(id)) {
                Files.move(file, path(id), StandardCopyOption.REPLACE_EXISTING);
                sizes.put(id, size);
                bytes += size;
                evict();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder.path(), e);
        }
    }

    /** Bytes of networks that are here. */
    synchronized long size(Collection<String> ids) {
        return ids.stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum();
    }

    /**
     * Reads a network.
     *
     * @throws RefusedException if it is not here any more
     */
    synchronized TargetNetwork read(String id) {
        if (!has(id)) {
            throw RefusedException.missing(List.of(id));
        }
        try {
            return TargetNetwork.of(Files.readAllBytes(path(id)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path(id), e);
        }
    }

    @Override
    public synchronized void close() {
        sizes.clear();
        folder.close();
    }

    private void evict() throws IOException {
        Iterator<Map.Entry<String, Long>> eldest = sizes.entrySet().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            Map.Entry<String, Long> gone = eldest.next();
            Files.deleteIfExists(path(gone.getKey()));
            bytes -= gone.getValue();
            eldest.remove();
        }
    }

    private Path path(String id) {
        return folder.path().resolve(id);
    }
}
