package io.espalier.models.dataset;

import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.ImagePlace.Part;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.picture.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts decoded images together. Classes are numbered by the alphabetical order of their names. Within a part the first image of every class
 * comes first, then the second of every class, and so on, images of a class by the order of their names: whoever takes the first images
 * takes as many of each class.
 */
final class ImageAssembly {

    /** The share of the heap that decoded images may take: while a set is put together they are there twice. */
    private static final double HEAP_SHARE = 0.45;

    private final Path archive;
    private final Map<Part, SortedMap<String, SortedMap<String, Picture>>> parts = new EnumMap<>(Part.class);
    private final SortedSet<String> folders = new TreeSet<>();
    private Optional<ImagePlace> first = Optional.empty();
    private Optional<Picture> form = Optional.empty();
    private long bytes;

    ImageAssembly(Path archive) {
        this.archive = archive;
        for (Part part : Part.values()) {
            parts.put(part, new TreeMap<>());
        }
    }

    /** Notes a folder, for it may be that of a class without images. */
    void addFolder(String name) {
        folders.add(name);
    }

    void add(ImagePlace place, Picture picture) {
        ImagePlace firstPlace = first.orElse(place);
        Picture firstPicture = form.orElse(picture);
        Broken.require(
                firstPlace.root().equals(place.root()),
                archive,
                () -> "hold one data set: there are images below '%s' and below '%s'"
                        .formatted(firstPlace.root(), place.root()));
        Broken.require(
                firstPicture.sameForm(picture),
                archive,
                () -> "hold images of one form, or be read with their colour and size given: '%s' is %s, '%s' is %s"
                        .formatted(firstPlace.entry(), firstPicture.form(), place.entry(), picture.form()));
        first = Optional.of(firstPlace);
        form = Optional.of(firstPicture);
        SortedMap<String, Picture> images =
                classes(place.part()).computeIfAbsent(place.className(), name -> new TreeMap<>());
        Broken.require(images.put(place.file(), picture) == null, archive, () -> "hold no image twice: '%s'"
                .formatted(place.entry()));
        bytes += picture.size();
        requireMemory();
    }

    private void requireMemory() {
        long most = (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory());
        Broken.require(bytes <= most, archive, () -> "decode to at most %,d MB, %.0f %% of the heap (-Xmx): it has more"
                .formatted(most >> 20, 100 * HEAP_SHARE));
    }

    /** @throws java.io.UncheckedIOException if a part has no image, or a class has none in the training part */
    Contents contents() {
        SortedSet<String> names = new TreeSet<>();
        for (Part part : Part.values()) {
            Broken.require(
                    !classes(part).isEmpty(), archive, "have images in %s/<class>/: none".formatted(part.folder()));
            names.addAll(classes(part).keySet());
            names.addAll(emptyClasses(part));
        }
        for (String name : names) {
            Broken.require(
                    classes(Part.TRAIN).containsKey(name),
                    archive,
                    "have a readable image of every class in its training part: none in 'train/%s'".formatted(name));
        }
        List<String> classNames = List.copyOf(names);
        ImageSet training = images(Part.TRAIN, classNames);
        return Contents.of(DataFormat.IMAGE_FOLDER, training, images(Part.TEST, classNames));
    }

    private SortedMap<String, SortedMap<String, Picture>> classes(Part part) {
        SortedMap<String, SortedMap<String, Picture>> classes = parts.get(part);
        if (classes == null) {
            throw new IllegalStateException("every part has its classes");
        }
        return classes;
    }

    private List<String> emptyClasses(Part part) {
        String root = first.map(ImagePlace::root).orElse("");
        String prefix = (root.isEmpty() ? "" : root + "/") + part.folder() + "/";
        return folders.stream()
                .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
                .map(name -> name.substring(prefix.length()))
                .filter(name -> !name.startsWith("."))
                .toList();
    }

    private ImageSet images(Part part, List<String> classNames) {
        Picture any = form.orElseThrow();
        List<List<Picture>> byClass = new ArrayList<>();
        for (String name : classNames) {
            SortedMap<String, Picture> images = classes(part).getOrDefault(name, new TreeMap<>());
            byClass.add(List.copyOf(images.values()));
        }
        int count = byClass.stream().mapToInt(List::size).sum();
        Broken.require(
                (long) count * any.size() < Integer.MAX_VALUE - 8,
                archive,
                "decode to less than 2 GiB a part: %,d images of %s in %s".formatted(count, any.form(), part.folder()));
        byte[] pixels = new byte[count * any.size()];
        int[] labels = new int[count];
        int next = 0;
        for (int rank = 0; next < count; rank++) {
            for (int label = 0; label < byClass.size(); label++) {
                if (rank < byClass.get(label).size()) {
                    byClass.get(label).get(rank).copyTo(pixels, next * any.size());
                    labels[next++] = label;
                }
            }
        }
        return ImageSet.of(TensorShape.image(any.channels(), any.height(), any.width()), classNames, pixels, labels);
    }
}
