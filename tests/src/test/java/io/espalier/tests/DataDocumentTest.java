package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.dataset.DataFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/data.md} says about the section {@code data} is what the program does. */
class DataDocumentTest {

    private static final Path DOCUMENT = Repository.ROOT.resolve("docs/data.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\R(.*?)```");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(data\\.[a-z_.]+)` \\| `([^`]*)` \\|");
    private static final Pattern FORMAT = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| ");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyExampleIsAConfig() throws IOException {
        List<MatchResult> examples =
                EXAMPLE.matcher(Files.readString(DOCUMENT)).results().toList();
        assertThat(examples).hasSizeGreaterThan(3);
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(example.group(1).replaceAll("\\s+", " "), () -> assertThat(
                                load(example.group(1)).flat().get("data.source"))
                        .isNotEqualTo("fashion-mnist")));
    }

    @Test
    void tableHasEveryKeyWithItsDefault() throws IOException {
        Map<String, String> described = new TreeMap<>();
        KEY.matcher(Files.readString(DOCUMENT)).results().forEach(row -> described.put(row.group(1), row.group(2)));
        Map<String, String> keys = new TreeMap<>(load("").flat());
        keys.keySet().removeIf(key -> !key.startsWith("data."));
        assertThat(described).isEqualTo(keys);
    }

    @Test
    void tableHasEveryFormat() throws IOException {
        List<String> described = FORMAT.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(described)
                .containsExactlyElementsOf(Arrays.stream(DataFormat.values())
                        .filter(format -> format != DataFormat.AUTO)
                        .map(format -> format.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private LoadedConfig<SearchConfig> load(String section) throws IOException {
        Path file =
                Files.writeString(folder.resolve("search.yaml"), "network: net.onnx\nbudget: {macs: 0.5}\n" + section);
        return new ConfigLoader<>(SearchConfig.KIND).load(file, List.of());
    }
}
