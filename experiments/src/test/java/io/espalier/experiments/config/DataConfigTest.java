package io.espalier.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.TensorShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataConfigTest {

    private static final Normalisation OWN = new Normalisation(List.of(0.1, 0.2), List.of(0.3, 0.4));

    /** Two channels: 0 and 255, 51 and 153. */
    private static final ImageSet IMAGES = ImageSet.of(
            TensorShape.image(2, 1, 2), List.of("a"), new byte[] {0, (byte) 255, 51, (byte) 153}, new int[1]);

    @TempDir
    private Path folder;

    @Test
    void networksOwnNormalisationIsTakenWhenNothingIsSaid() throws IOException {
        assertThat(normalisation("", OWN.toMetadata())).isEqualTo(OWN);
    }

    @Test
    void normalisationIsComputedWhenNobodySaysOneOrWhenAsked() throws IOException {
        Normalisation computed = Normalisation.of(IMAGES);
        assertThat(normalisation("", Map.of())).isEqualTo(computed);
        assertThat(normalisation("normalisation: computed", OWN.toMetadata())).isEqualTo(computed);
        assertThat(normalisation("normalisation: {from: computed}", OWN.toMetadata()))
                .isEqualTo(computed);
    }

    @Test
    void givenNormalisationWins() throws IOException {
        String given = "normalisation: {mean: [0.5, 0.25], deviation: [1, 2]}";
        assertThat(normalisation(given, OWN.toMetadata()))
                .isEqualTo(new Normalisation(List.of(0.5, 0.25), List.of(1.0, 2.0)));
        assertThat(normalisation("normalisation: {mean: [0.5], deviation: [1]}", OWN.toMetadata()))
                .isEqualTo(new Normalisation(List.of(0.5, 0.5), List.of(1.0, 1.0)));
    }

    @Test
    void scaleSaysWhatGivenValuesAndNoneBelongTo() throws IOException {
        assertThat(normalisation("normalisation: {mean: [51], deviation: [255]}\n  scale: bytes", Map.of()))
                .isEqualTo(new Normalisation(List.of(0.2, 0.2), List.of(1.0, 1.0)));
        Normalisation bytes = normalisation("normalisation: none\n  scale: bytes", OWN.toMetadata());
        assertThat(bytes.inputs(1)[153]).isEqualTo(153);
        Normalisation unit = normalisation("normalisation: none", OWN.toMetadata());
        assertThat(unit.inputs(1)[255]).isEqualTo(1);
    }

    @Test
    void numberOfChannelsMustFit() {
        assertThatThrownBy(() -> normalisation("normalisation: {mean: [0, 0, 0], deviation: [1, 1, 1]}", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.normalisation.mean must have one value or one for each of the 2 channels:"
                        + " [0.0, 0.0, 0.0]");
        Normalisation three = new Normalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        assertThatThrownBy(() -> normalisation("", three.toMetadata()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.normalisation must be given: the network's own is for 3 channels, the images have 2");
    }

    @Test
    void cacheLiesWhereTheConfigElseTheUsersEnvironmentSays() throws IOException {
        Path home = Path.of(System.getProperty("user.home"), ".cache", "espalier");
        assertThat(config("cache: auto").cacheFolder(Map.of())).contains(home);
        assertThat(config("").cacheFolder(Map.of("XDG_CACHE_HOME", "relative"))).contains(home);
        assertThat(config("").cacheFolder(Map.of("XDG_CACHE_HOME", folder.toString())))
                .contains(folder.resolve("espalier"));
        assertThat(config("cache: here").cacheFolder(Map.of())).contains(Path.of("here"));
        assertThat(config("cache: none").cacheFolder(Map.of("XDG_CACHE_HOME", "/x")))
                .isEmpty();
    }

    @Test
    void whereTheCacheLiesDoesNotEnterTheIdentity() throws IOException {
        assertThat(load("cache: here").hash()).isEqualTo(load("cache: none").hash());
        assertThat(load("corrupt: skip").hash()).isNotEqualTo(load("").hash());
    }

    @Test
    void searchSplitComesFromTheTestPartWhenAsked() throws IOException {
        LoadedData data = config("search_split: test\n  search_images: 1000").read();
        assertThat(data.splits().train().size()).isEqualTo(12_000);
        assertThat(data.splits().search().perClass()).containsOnly(100);
        assertThat(data.splits().test().perClass()).containsOnly(200);
        assertThat(data.lines())
                .containsExactly("data: fashion-mnist, 12,000 training and 3,000 test images of 10 classes,"
                        + " 1,200 and 300 each");
        assertThatThrownBy(() ->
                        config("search_split: test\n  search_images: 3000").read())
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.search_images must be below the 3000 test images of 'fashion-mnist': 3000");
    }

    private Normalisation normalisation(String yaml, Map<String, String> metadata) throws IOException {
        return config(yaml).normalisation(metadata, IMAGES);
    }

    private DataConfig config(String yaml) throws IOException {
        return load(yaml).config().data();
    }

    private LoadedConfig<SearchConfig> load(String yaml) throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.yaml"),
                "network: resnet8\nbudget: {macs: 0.5}\ndata:\n  source: fashion-mnist\n  " + yaml + "\n");
        return new ConfigLoader<>(SearchConfig.KIND).load(file, List.of());
    }
}
