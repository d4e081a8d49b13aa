package io.espalier.tracking.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemSamplerTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration OFTEN = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    private Path file;
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("system.ndjson");
    }

    private void run(Duration interval) {
        SystemSampler.start(file, interval, messages::add).close();
    }

    private List<SystemSample> samples() {
        return new SystemFile(file).next();
    }

    @Test
    void looksAtTheStartAndAtTheEnd() {
        long before = System.currentTimeMillis();
        run(NEVER);

        assertThat(samples()).extracting(SystemSample::step).containsExactly(0L, 1L);
        assertThat(samples()).allSatisfy(look -> {
            assertThat(look.atMillis()).isBetween(before, System.currentTimeMillis());
            assertThat(look.metrics())
                    .containsKeys("java_heap_usage_megabytes", "disk_available_megabytes", "disk_usage_megabytes");
            assertThat(look.metrics().get("system_memory_usage_percentage")).isBetween(0.0, 100.0);
            assertThat(look.metrics().get("system_memory_usage_megabytes")).isPositive();
            assertThat(look.metrics().get("disk_usage_percentage")).isBetween(0.0, 100.0);
        });
        assertThat(messages).isEmpty();
    }

    @Test
    void looksAgainAndAgain() throws InterruptedException {
        SystemSampler sampler = SystemSampler.start(file, OFTEN, messages::add);
        SystemFile growing = new SystemFile(file);
        List<SystemSample> seen = new ArrayList<>();
        while (seen.size() < 20) {
            seen.addAll(growing.next());
            Thread.sleep(1);
        }
        sampler.close();
        seen.addAll(growing.next());

        assertThat(seen)
                .extracting(SystemSample::step)
                .containsExactlyElementsOf(
                        LongStream.range(0, seen.size()).boxed().toList());
        assertThat(seen).isEqualTo(samples());
        assertThat(seen).anySatisfy(look -> assertThat(look.metrics()).containsKey("cpu_utilization_percentage"));
    }

    @Test
    void goesOnBehindTheLinesOfAKilledProcess() throws IOException {
        run(NEVER);
        List<SystemSample> before = samples();
        Files.writeString(file, "{\"step\":2,\"atMi", StandardOpenOption.APPEND);
        assertThat(samples()).isEqualTo(before);

        run(NEVER);

        assertThat(samples()).hasSize(4).startsWith(before.toArray(SystemSample[]::new));
        assertThat(samples()).extracting(SystemSample::step).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void saysOnceThatTheFileCannotBeWritten() throws IOException {
        Files.createDirectory(file);

        run(OFTEN);

        assertThat(messages)
                .singleElement()
                .asString()
                .startsWith("the load of the machine is no longer written down: ");
    }
}
