package io.espalier.models.archive;

import java.io.IOException;

/** A file or a folder in an archive, valid during the visit only. */
public final class Entry {

    private final String name;
    private final boolean folder;
    private final Content content;

    /** Reads the bytes once. */
    interface Content {
        byte[] read() throws IOException;
    }

    private Entry(String name, boolean folder, Content content) {
        this.name = name;
        this.folder = folder;
        this.content = content;
    }

    static Entry folder(String name) {
        return new Entry(name, true, () -> new byte[0]);
    }

    static Entry file(String name, Content content) {
        return new Entry(name, false, content);
    }

    /** Path within the archive with slashes, never absolute, without {@code ..}. */
    public String name() {
        return name;
    }

    public boolean isFolder() {
        return folder;
    }

    /**
     * The file's bytes without compression; to be called at most once.
     *
     * @throws IOException if this entry alone cannot be read; the walk may go on
     * @throws java.io.UncheckedIOException if the archive is broken or over its limits; the walk is over
     */
    public byte[] bytes() throws IOException {
        return content.read();
    }
}
