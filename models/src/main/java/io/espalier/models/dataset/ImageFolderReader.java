package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.archive.Entry;
import io.espalier.models.picture.CorruptPictureException;
import io.espalier.models.picture.Picture;
import io.espalier.models.picture.PictureDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads image folders: files are taken from the archive one after the other and decoded in batches by all cores. */
final class ImageFolderReader {

    private static final int BATCH = 1_024;
    private static final long BATCH_BYTES = 64L << 20;

    private final Archive archive;
    private final DataSettings settings;
    private final List<Encoded> waiting = new ArrayList<>();
    private long waitingBytes;
    private final ImageAssembly assembly;
    private final List<DataReport.Unreadable> unreadable = new ArrayList<>();
    private int ignored;

    private ImageFolderReader(Archive archive, DataSettings settings) {
        this.archive = archive;
        this.settings = settings;
        this.assembly = new ImageAssembly(archive.location());
    }

    private static final class Encoded {

        private final ImagePlace place;
        private final byte[] file;

        Encoded(ImagePlace place, byte[] file) {
            this.place = place;
            this.file = file;
        }
    }

    /** One of the two is there. */
    private record Decoded(ImagePlace place, Optional<Picture> picture, String reason) {}

    static Contents read(Archive archive, DataSettings settings) {
        ImageFolderReader reader = new ImageFolderReader(archive, settings);
        archive.forEach(reader::visit);
        reader.decodeWaiting();
        Contents contents = reader.assembly.contents();
        return new Contents(
                contents.training(), contents.test(), contents.report().with(reader.unreadable, reader.ignored));
    }

    /** Whether a name is an image's; files that desktops leave in folders, hidden by a dot, are not. */
    static boolean isImage(String entry) {
        String file = entry.substring(entry.lastIndexOf('/') + 1);
        String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return PictureDecoder.ENDINGS.contains(ending) && !file.startsWith(".") && !entry.startsWith("__MACOSX/");
    }

    private boolean visit(Entry entry) {
        if (entry.isFolder()) {
            assembly.addFolder(entry.name());
        } else if (isImage(entry.name())) {
            add(ImagePlace.of(archive.location(), entry.name()), entry);
        } else {
            ignored++;
        }
        return true;
    }

    private void add(ImagePlace place, Entry entry) {
        try {
            byte[] file = entry.bytes();
            waiting.add(new Encoded(place, file));
            waitingBytes += file.length;
        } catch (IOException e) {
            leaveOut(new Decoded(place, Optional.empty(), String.valueOf(e.getMessage())));
        }
        if (waiting.size() >= BATCH || waitingBytes >= BATCH_BYTES) {
            decodeWaiting();
        }
    }

    private void decodeWaiting() {
        List<Decoded> decoded = waiting.parallelStream().map(this::decode).toList();
        waiting.clear();
        waitingBytes = 0;
        decoded.stream().filter(image -> image.picture().isEmpty()).forEach(this::leaveOut);
        decoded.forEach(image -> image.picture().ifPresent(picture -> assembly.add(image.place(), picture)));
    }

    private Decoded decode(Encoded image) {
        try {
            Picture picture = settings.images().apply(PictureDecoder.decode(image.file));
            return new Decoded(image.place, Optional.of(picture), "");
        } catch (CorruptPictureException e) {
            return new Decoded(image.place, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private void leaveOut(Decoded image) {
        Broken.require(
                settings.corrupt() == DataSettings.Corrupt.SKIP,
                archive.location(),
                "hold whole images only (or be read with corrupt: skip): '%s', %s"
                        .formatted(image.place().entry(), image.reason()));
        unreadable.add(new DataReport.Unreadable(image.place().entry(), image.reason()));
    }
}
