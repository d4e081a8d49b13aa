package io.espalier.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.LearnerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsNotNamedHasItsDefault() throws IOException {
        SearchConfig config = load("network: resnet8").config();
        assertThat(config.budget()).isEqualTo(SearchConfig.Budget.DEFAULTS.withLatency(0.9));
        assertThat(config.search()).isEqualTo(SearchConfig.Search.DEFAULTS);
        assertThat(config.seed()).isEqualTo(SearchConfig.DEFAULTS.seed());
    }

    @Test
    void laterOverridesWin() throws IOException {
        SearchConfig config = load("network: resnet8\nseed: 3", "seed=4", "seed=5", "search.agent=random")
                .config();
        assertThat(config.seed()).isEqualTo(5);
        assertThat(config.search().agent()).isEqualTo(LearnerKind.RANDOM);
    }

    @Test
    void textThatLooksLikeANumberStaysText() throws IOException {
        assertThat(load("network: resnet8", "name=7").config().name()).isEqualTo("7");
    }

    @Test
    void scientificNotationWithoutAPointIsANumber() throws IOException {
        assertThat(load("network: resnet8\nbudget:\n  macs: 5e-1")
                        .config()
                        .budget()
                        .macs())
                .isEqualTo(0.5);
    }

    @Test
    void aSectionOfTheUsersNamesTakesAnyNameAndIsPartOfTheIdentity() throws IOException {
        LoadedConfig<SearchConfig> bounded =
                load("network: resnet8\naction:\n  bounds:\n    /layer.1/conv: [0.5, 1]\n    fc: [0.25, 0.75]");
        assertThat(bounded.config().action().bounds())
                .containsEntry("/layer.1/conv", List.of(0.5, 1.0))
                .containsEntry("fc", List.of(0.25, 0.75));
        assertThat(bounded.flat()).containsEntry("action.bounds", "{\"/layer.1/conv\":[0.5,1],\"fc\":[0.25,0.75]}");
        assertThat(bounded.hash()).isNotEqualTo(load("network: resnet8").hash());
        assertThat(load("network: resnet8", "action.bounds={fc: [0.1, 1]}")
                        .config()
                        .action()
                        .bounds())
                .containsOnlyKeys("fc");
        Path written = Files.writeString(folder.resolve("resolved.yaml"), bounded.yaml());
        assertThat(new ConfigLoader<>(SearchConfig.KIND).load(written, List.of()))
                .isEqualTo(bounded);
    }

    @Test
    void resolvedFormLoadsToTheSameConfig() throws IOException {
        LoadedConfig<SearchConfig> first = load("network: resnet8\nbudget: {macs: 0.4}", "seed=9", "name=7");
        Path written = Files.writeString(folder.resolve("resolved.yaml"), first.yaml());
        LoadedConfig<SearchConfig> again = new ConfigLoader<>(SearchConfig.KIND).load(written, List.of());
        assertThat(again).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"seed=2", "workers=1", "runs=elsewhere", "name=other", "tracking.mlflow=http://localhost:1"})
    void whereAndHowFastDoesNotEnterTheHash(String override) throws IOException {
        assertThat(load("network: resnet8", override).hash())
                .isEqualTo(load("network: resnet8").hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "budget.macs=0.4",
                "search.episodes=161",
                "data.search_images=1",
                "data.split_seed=2",
                "network=lenet5"
            })
    void whatDecidesTheResultEntersTheHash(String override) throws IOException {
        String hash = load("network: resnet8", override).hash();
        assertThat(hash)
                .matches("[0-9a-f]{8}")
                .isNotEqualTo(load("network: resnet8").hash());
    }

    @Test
    void fileBesideTheConfigIsFoundAndItsFolderDoesNotEnterTheHash() throws IOException {
        Path networks = Files.createDirectory(folder.resolve("networks"));
        Path network = Files.createFile(networks.resolve("small.onnx"));
        LoadedConfig<SearchConfig> loaded = load("network: networks/small.onnx");
        assertThat(Path.of(loaded.config().network()).toRealPath()).isEqualTo(network.toRealPath());
        assertThat(loaded.hash())
                .isEqualTo(load("network: elsewhere/small.onnx").hash());
    }

    private LoadedConfig<SearchConfig> load(String yaml, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
        List<String> all = new ArrayList<>(List.of("budget.latency=0.9"));
        all.addAll(List.of(overrides));
        return new ConfigLoader<>(SearchConfig.KIND).load(file, all);
    }
}
