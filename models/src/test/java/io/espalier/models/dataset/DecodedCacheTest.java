package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.archive.Archives;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataSettings.Corrupt;
import io.espalier.models.picture.PictureForm;
import io.espalier.models.picture.PictureForm.Colour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodedCacheTest {

    @TempDir
    private Path folder;

    private final Map<String, byte[]> entries = new TreeMap<>(Map.of(
            "train/dog/a.png", ImageFolderTest.png(4, 4, 10),
            "train/dog/bad.png", new byte[5],
            "train/cat/1.png", ImageFolderTest.png(4, 4, 30),
            "test/cat/1.png", ImageFolderTest.png(4, 4, 50),
            "notes.txt", new byte[1]));

    private Path archive;
    private Path cache;
    private DataSettings settings;

    @BeforeEach
    void writeArchive() {
        archive = Archives.zip(folder.resolve("set.zip"), entries);
        cache = folder.resolve("cache/of/images");
        settings = DataSettings.DEFAULTS.withCorrupt(Corrupt.SKIP).withCache(cache);
    }

    @Test
    void secondReadingTakesTheSameImagesAndReportFromTheFile() {
        DataSource first = read(archive);
        DataSource second = read(archive);
        assertThat(first.report().cache()).isEqualTo("kept in " + onlyFile());
        assertThat(second.report().cache()).isEqualTo("taken from " + onlyFile());
        assertThat(second.report().lines().get(0)).endsWith("; decoded images taken from " + onlyFile());
        assertThat(pixels(second.training())).isEqualTo(pixels(first.training()));
        assertThat(pixels(second.test())).isEqualTo(pixels(first.test()));
        assertThat(second.training().classNames()).containsExactly("cat", "dog");
        assertThat(second.report().withCache("")).isEqualTo(first.report().withCache(""));
        assertThat(second.report().unreadable()).hasSize(1);
        assertThat(second.report().ignored()).isEqualTo(1);
    }

    @Test
    void copyOfTheArchiveElsewhereIsTheSame() throws IOException {
        read(archive);
        Path copy = Files.copy(archive, folder.resolve("copy.dat"));
        assertThat(read(copy).report().cache()).startsWith("taken from ");
    }

    @Test
    void otherContentAndOtherSettingsAreDecodedAnew() {
        read(archive);
        settings = settings.withImages(PictureForm.DEFAULTS.withColour(Colour.GREY));
        assertThat(read(archive).report().cache()).startsWith("kept in ");
        entries.put("test/cat/1.png", ImageFolderTest.png(4, 4, 51));
        DataSource other = read(Archives.zip(archive, entries));
        assertThat(other.report().cache()).startsWith("kept in ");
        assertThat(other.test().pixel(0, 0)).isEqualTo(51);
        assertThat(files()).hasSize(3);
    }

    @Test
    void changedFileOfAFolderIsNoticed() throws IOException {
        Path set = Archives.folder(folder.resolve("set"), entries);
        read(set);
        assertThat(read(set).report().cache()).startsWith("taken from ");
        Path changed = set.resolve("test/cat/1.png");
        Files.write(changed, ImageFolderTest.png(4, 4, 52));
        Files.setLastModifiedTime(
                changed, FileTime.fromMillis(Files.getLastModifiedTime(changed).toMillis() + 2_000));
        assertThat(read(set).test().pixel(0, 0)).isEqualTo(52);
    }

    @Test
    void damagedFileIsDecodedAndWrittenAnewWhereverItIsDamaged() throws IOException {
        DataSource first = read(archive);
        byte[] whole = Files.readAllBytes(onlyFile());
        List<byte[]> broken = new ArrayList<>(List.of(new byte[0], Arrays.copyOf(whole, whole.length - 1)));
        for (int i = 0; i < whole.length; i += 7) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x40;
            broken.add(flipped);
        }
        for (byte[] content : broken) {
            Files.write(onlyFile(), content);
            DataSource again = read(archive);
            assertThat(again.report().cache()).startsWith("kept in " + onlyFile() + " in place of a damaged file (");
            assertThat(pixels(again.training())).isEqualTo(pixels(first.training()));
            assertThat(Files.readAllBytes(onlyFile())).isEqualTo(whole);
        }
    }

    @Test
    void folderThatCannotBeWrittenCostsTimeOnly() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        settings = settings.withCache(file.resolve("cache"));
        DataSource source = read(archive);
        assertThat(source.training().size()).isEqualTo(2);
        assertThat(source.report().cache()).startsWith("not kept, " + file.resolve("cache") + " cannot be written (");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAfterADay() throws IOException {
        Files.createDirectories(cache);
        Path old = Files.createFile(cache.resolve("images-1.part"));
        Path young = Files.createFile(cache.resolve("images-2.part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        read(archive);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void nothingIsKeptOfASetThatIsRefused() {
        settings = settings.withCorrupt(Corrupt.STOP);
        try {
            read(archive);
        } catch (UncheckedIOException e) {
            assertThat(cache).doesNotExist();
            return;
        }
        throw new AssertionError("a corrupt image must stop");
    }

    @Test
    void twoProcessesThatBeginTogetherBothReadAndLeaveOneWholeFile() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            CachingProcess.class.getName(),
                            archive.toString(),
                            cache.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        }
        assertThat(files()).hasSize(1);
        assertThat(read(archive).report().cache()).startsWith("taken from ");
    }

    private DataSource read(Path set) {
        return DataSource.read(set.toString(), settings);
    }

    private Path onlyFile() {
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Integer> pixels(ImageSet images) {
        List<Integer> pixels = new ArrayList<>();
        for (int image = 0; image < images.size(); image++) {
            pixels.add(images.label(image));
            for (int i = 0; i < images.shape().size(); i++) {
                pixels.add(images.pixel(image, i));
            }
        }
        return pixels;
    }
}
