package io.espalier.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.tests.SmallWorld;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What searches share is measured once. */
class PreparationTest {

    @TempDir
    private Path folder;

    @Test
    void groupsAreMeasuredOnceWhetherOrNotItWasBegunAhead() {
        SmallWorld world = SmallWorld.in(folder);
        assertThat(world.search(folder.resolve("runs"), "search.episodes=4").exitCode())
                .isZero();
        RunFolder run = RunFolder.open(SmallWorld.onlyRun(folder.resolve("runs")));
        SearchConfig config = new ConfigLoader<>(SearchConfig.KIND)
                .load(run.config(), List.of())
                .config();
        Preparation ahead = Preparation.of(config);
        ahead.beginStatistics();
        ahead.beginStatistics();
        Preparation asked = Preparation.of(config);
        assertThat(ahead.statistics()).isSameAs(ahead.statistics());
        asked.recovery(config).groups().forEach(group -> assertThat(
                        ahead.statistics().of(group))
                .isEqualTo(asked.statistics().of(group)));
    }
}
