package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.archive.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The few files of a data set that is told by the names of its files, wherever in the archive they lie. */
final class NamedFiles {

    private final Archive archive;
    private final Map<String, Found> files = new TreeMap<>();

    /** A file's bytes, and what messages call it: path, or path and entry. */
    static final class Found {

        private final String source;
        private final byte[] content;

        Found(String source, byte[] content) {
            this.source = source;
            this.content = content;
        }

        String source() {
            return source;
        }

        byte[] content() {
            return content;
        }
    }

    private NamedFiles(Archive archive) {
        this.archive = archive;
    }

    /**
     * Reads the wanted files.
     *
     * @param key from an entry's last name to what it is; empty for what is not wanted
     * @throws java.io.UncheckedIOException if two entries are the same thing, or one cannot be read
     */
    static NamedFiles of(Archive archive, Function<String, String> key) {
        NamedFiles named = new NamedFiles(archive);
        archive.forEach(entry -> {
            String wanted = entry.isFolder() ? "" : key.apply(lastName(entry.name()));
            if (!wanted.isEmpty()) {
                named.add(wanted, entry);
            }
            return true;
        });
        return named;
    }

    static String lastName(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    private void add(String key, Entry entry) {
        String source = archive.location() + (archive.isFolder() ? "/" : ": ") + entry.name();
        try {
            Found before = files.put(key, new Found(source, entry.bytes()));
            if (before != null) {
                throw Broken.because(
                        archive.location(), "hold %s once: %s and %s".formatted(key, before.source(), source));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source, e);
        }
    }

    boolean has(String key) {
        return files.containsKey(key);
    }

    Map<String, Found> all() {
        return files;
    }

    /** @throws java.io.UncheckedIOException saying what the archive must hold if there is no such file */
    Found get(String key, String rule) {
        Found found = files.get(key);
        if (found == null) {
            throw Broken.because(archive.location(), "hold %s: there is no %s".formatted(rule, key));
        }
        return found;
    }
}
