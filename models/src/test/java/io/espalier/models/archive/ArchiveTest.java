package io.espalier.models.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    @TempDir
    private Path folder;

    /** The ways to pack the same entries. */
    private enum Packing {
        FOLDER {
            @Override
            Path pack(Path folder, Map<String, byte[]> entries) {
                return Archives.folder(folder.resolve("folder"), entries);
            }
        },
        ZIP {
            @Override
            Path pack(Path folder, Map<String, byte[]> entries) {
                return Archives.zip(folder.resolve("packed"), entries);
            }
        },
        TAR {
            @Override
            Path pack(Path folder, Map<String, byte[]> entries) {
                return Archives.tar(folder.resolve("packed"), entries);
            }
        },
        TAR_GZ {
            @Override
            Path pack(Path folder, Map<String, byte[]> entries) {
                return Archives.tarGz(folder.resolve("packed"), entries);
            }
        };

        abstract Path pack(Path folder, Map<String, byte[]> entries);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void sameFilesComeOutOfEveryPackingWhateverItsName(Packing packing) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/", new byte[0]);
        entries.put("a/one", bytes("first"));
        entries.put("b/" + "long".repeat(50), bytes("second"));
        entries.put("empty", new byte[0]);
        Map<String, String> found = contents(Archive.open(packing.pack(folder, entries)));
        assertThat(found)
                .containsEntry("a/one", "first")
                .containsEntry("b/" + "long".repeat(50), "second")
                .containsEntry("empty", "")
                .containsEntry("a", "folder");
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void walkEndsWhenTheVisitorHasEnough(Packing packing) {
        Map<String, byte[]> entries = new TreeMap<>(Map.of("1", bytes("x"), "2", bytes("y")));
        StringBuilder seen = new StringBuilder();
        Archive.open(packing.pack(folder, entries)).forEach(entry -> {
            seen.append(entry.name());
            return false;
        });
        assertThat(seen).hasToString("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "a/..",
                "/etc/passwd",
                "..\\evil",
                "a\\..\\..\\evil",
                "\\evil",
                "C:\\evil",
                "c:evil"
            })
    void namesThatLeadOutAreRefused(String name) {
        for (Packing packing : new Packing[] {Packing.ZIP, Packing.TAR, Packing.TAR_GZ}) {
            Path file = packing.pack(folder, new TreeMap<>(Map.of(name, bytes("x"))));
            assertThatThrownBy(() -> contents(Archive.open(file)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(
                            file + " must have names that stay inside it (no '..', no absolute name): '" + name + "'");
        }
    }

    @Test
    void dotsThatLeadNowhereAreLeftOut() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("./", new byte[0]);
        entries.put("./a/./..b", bytes("x"));
        assertThat(contents(Archive.open(Archives.tarGz(folder.resolve("t"), entries))))
                .containsExactly(Map.entry("a/..b", "x"));
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO})
    void linksAndSpecialFilesInATarAreRefused(byte type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry link = new TarArchiveEntry("train/cat/1.png", type);
            link.setLinkName("/etc/passwd");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        }
        Path file = Archives.write(folder.resolve("t.tar"), bytes.toByteArray());
        assertThatThrownBy(() -> contents(Archive.open(file)))
                .hasMessage(
                        file + " must hold plain files and folders only: 'train/cat/1.png' is a link or special file");
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void moreEntriesThanAllowedAreRefused(Packing packing) {
        Path file = packing.pack(folder, new TreeMap<>(Map.of("1", bytes("x"), "2", bytes("y"))));
        assertThatThrownBy(() -> contents(Archive.open(file, new ArchiveLimits(1, 100, 1_000_000))))
                .hasMessage(file + " must have at most 1 entries");
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void fileThatIsTooLargeIsRefusedBeforeItIsRead(Packing packing) {
        Path file = packing.pack(folder, new TreeMap<>(Map.of("zeros", new byte[101])));
        assertThatThrownBy(() -> contents(Archive.open(file, new ArchiveLimits(10, 100, 1_000_000))))
                .hasMessage(file + " must have no file above 100 bytes: 'zeros' has 101");
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void filesThatAreTooMuchTogetherAreRefused(Packing packing) {
        Map<String, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            entries.put("zeros" + i, new byte[1 << 16]);
        }
        Path file = packing.pack(folder, entries);
        assertThatThrownBy(() -> contents(Archive.open(file, new ArchiveLimits(100, 1 << 16, 1 << 21))))
                .hasMessageStartingWith(file + " must ")
                .hasMessageContaining("2,097,152 bytes without its compression");
    }

    /** A zip may say that a file is small; then what comes out of it counts. */
    @Test
    void sizeThatAZipClaimsIsNotBelieved() throws IOException {
        Path file = Archives.zip(folder.resolve("z.zip"), new TreeMap<>(Map.of("zeros", new byte[100_000])));
        byte[] content = Files.readAllBytes(file);
        int central = indexOf(content, new byte[] {'P', 'K', 1, 2});
        content[central + 24] = 50;
        content[central + 25] = 0;
        content[central + 26] = 0;
        Files.write(file, content);
        assertThatThrownBy(() -> contents(Archive.open(file, new ArchiveLimits(10, 60_000, 1_000_000))))
                .hasMessageContaining("zeros");
    }

    /** The tar format lets a name have any length and readers keep it in memory. */
    @Test
    void endlessNameIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] name = "n".repeat(3 << 20).getBytes(StandardCharsets.US_ASCII);
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry longName = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            longName.setSize(name.length);
            out.putArchiveEntry(longName);
            out.write(name);
            out.closeArchiveEntry();
        }
        Path file = Archives.write(folder.resolve("t"), Archives.gzip(bytes.toByteArray()));
        assertThatThrownBy(() -> contents(Archive.open(file)))
                .hasMessage(file + " must be a whole tar archive: it is damaged or cut short at its start"
                        + " (headers of more than 1,048,576 bytes)");
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60, 95})
    void truncatedTarIsNamedWithTheLastWholeEntry(int percent) throws IOException {
        byte[] noise = new byte[20_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) ((i * i * 31) >> 3);
        }
        byte[] whole = Archives.tar(new TreeMap<>(Map.of("1", noise, "2", noise)));
        Path plain = Archives.write(folder.resolve("t.tar"), Arrays.copyOf(whole, whole.length * percent / 100));
        byte[] packed = Archives.gzip(whole);
        Path gzip = Archives.write(folder.resolve("t.tar.gz"), Arrays.copyOf(packed, packed.length * percent / 100));
        if (percent < 90) {
            assertCutShort(plain);
        }
        assertCutShort(gzip);
    }

    private void assertCutShort(Path file) {
        assertThatThrownBy(() -> contents(Archive.open(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(file + " must be a whole tar archive: it is damaged or cut short ");
    }

    @Test
    void truncatedZipIsNamed() throws IOException {
        Path file = Archives.zip(folder.resolve("z.zip"), Map.of("1", bytes("some content")));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        assertThatThrownBy(() -> contents(Archive.open(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(file + " must be a whole zip archive: ");
    }

    @Test
    void damagedFileInAZipLeavesTheOthersReadable() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("1", bytes("some content that is stored"));
        entries.put("2", bytes("other"));
        Path file = Archives.zip(folder.resolve("z.zip"), entries);
        byte[] content = Files.readAllBytes(file);
        content[40] ^= 0x10;
        Files.write(file, content);
        Map<String, String> found = contents(Archive.open(file));
        assertThat(found.get("1")).startsWith("unreadable: ");
        assertThat(found).containsEntry("2", "other");
    }

    @Test
    void neitherFolderNorArchiveIsNamed() {
        Path file = Archives.write(folder.resolve("notes.txt"), bytes("hello"));
        assertThatThrownBy(() -> contents(Archive.open(file)))
                .hasMessage(file + " must be a folder, .zip, .tar or .tar.gz");
        assertThatThrownBy(() -> Archive.open(folder.resolve("nothing")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("folder or archive must exist: " + folder.resolve("nothing"));
    }

    @Test
    void gzipThatHoldsNoTarIsNamed() {
        Path file = Archives.write(folder.resolve("x.gz"), Archives.gzip(new byte[3_000]));
        assertThat(contents(Archive.open(file))).isEmpty();
        Path other = Archives.write(folder.resolve("y.gz"), Archives.gzip(bytes("text ".repeat(1_000))));
        assertCutShort(other);
    }

    @Test
    void folderThatLeadsIntoItselfIsRefused() throws IOException {
        Path looped = Files.createDirectory(folder.resolve("looped"));
        Files.createSymbolicLink(looped.resolve("again"), looped);
        assertThatThrownBy(() -> contents(Archive.open(looped)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot read " + looped + ": ");
    }

    private static Map<String, String> contents(Archive archive) {
        Map<String, String> found = new TreeMap<>();
        archive.forEach(entry -> {
            try {
                found.put(entry.name(), entry.isFolder() ? "folder" : text(entry.bytes()));
            } catch (IOException e) {
                found.put(entry.name(), "unreadable: " + e.getMessage());
            }
            return true;
        });
        return found;
    }

    private static int indexOf(byte[] content, byte[] wanted) {
        for (int i = 0; i + wanted.length <= content.length; i++) {
            if (Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
