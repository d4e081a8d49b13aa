package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.PlanConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/plans.md} shows is what {@code prune --plan} takes. */
class PlanDocumentTest {

    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\R(.*?)```");

    @TempDir
    private Path folder;

    @Test
    void everyExampleIsAPlan() throws IOException {
        List<PlanConfig> plans = EXAMPLE.matcher(Files.readString(Repository.ROOT.resolve("docs/plans.md")))
                .results()
                .map(example -> load(example.group(1)))
                .toList();
        assertThat(plans).hasSize(2);
        assertThat(plans.get(0).groups()).hasSize(3);
        assertThat(plans.get(0).recovery()).isEqualTo(PlanConfig.Recovery.NONE);
        assertThat(plans.get(1).budget().macs()).isEqualTo(0.5);
        assertThat(plans.get(1).limits()).hasSize(2);
        assertThat(plans.get(1).fineTuning().distillation().asksTeacher()).isTrue();
    }

    private PlanConfig load(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("plan.yaml"), yaml);
            return new ConfigLoader<>(PlanConfig.KIND).load(file, List.of()).config();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the example to " + folder, e);
        }
    }
}
