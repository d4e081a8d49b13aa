package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.config.TrainConfig;
import io.espalier.models.zoo.ZooNetwork;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configs that users start from. */
class ExamplesTest {

    private static final Path EXAMPLES = Repository.ROOT.resolve("examples");

    @Test
    void searchExampleAsksForHalfOfTheMacs() {
        SearchConfig config = new ConfigLoader<>(SearchConfig.KIND)
                .load(EXAMPLES.resolve("fashion-resnet8.yaml"), List.of())
                .config();
        assertThat(config.budget().macs()).isEqualTo(0.5);
        assertThat(config.search().episodes()).isGreaterThanOrEqualTo(150);
    }

    @Test
    void trainExampleMakesTheNetworkThatTheSearchExampleReads() {
        TrainConfig train = new ConfigLoader<>(TrainConfig.KIND)
                .load(EXAMPLES.resolve("fashion-resnet8-train.yaml"), List.of())
                .config();
        SearchConfig search = new ConfigLoader<>(SearchConfig.KIND)
                .load(EXAMPLES.resolve("fashion-resnet8.yaml"), List.of())
                .config();
        assertThat(ZooNetwork.ids()).contains(train.network());
        assertThat(train.data()).isEqualTo(search.data());
        assertThat(Path.of(train.output()).getFileName())
                .isEqualTo(Path.of(search.network()).getFileName());
    }
}
