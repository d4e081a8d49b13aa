package io.espalier.experiments.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.search.SearchRun;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.zoo.ZooNetwork;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestTest {

    private static final int EPISODES = 8;

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void layOut() throws IOException {
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), folder.resolve("lenet5.onnx"));
        config = Files.writeString(folder.resolve("search.yaml"), """
                name: small
                seed: 3
                network: lenet5.onnx
                importance: thinet
                # Leaves 100 training images, so that gradients take no time.
                data: {search_images: 11900}
                evaluation: {search_images: 60}
                latency: {enabled: false}
                search:
                  candidates_per_round: 3
                  ddpg: {updates: {batch_size: 8}, start: {random_episodes: 4}}
                calibration: {images: 20, positions_per_image: 4}
                """);
    }

    @Test
    void aSearchGivesWhatItGivesAloneOneAfterTheOtherOrAtOnce() throws IOException {
        Told one = contest("one", 1);
        Told two = contest("two", 2);
        assertThat(two.json().at("/standings")).isEqualTo(one.json().at("/standings"));
        assertThat(two.json().at("/searches")).isEqualTo(one.json().at("/searches"));
        List<Path> cells = cells("one");
        assertThat(cells).hasSize(4);
        // One of each searcher; names are sorted by the hash, which the searcher is in, and then by the seed.
        assertSameAlone(cells.get(0));
        assertSameAlone(cells.get(3));
    }

    private void assertSameAlone(Path cell) {
        Path alone = folder.resolve("alone");
        var loaded = new ConfigLoader<>(SearchConfig.KIND).load(cell.resolve("config.yaml"), List.of("runs=" + alone));
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        RunFolder run = new SearchRun(loaded, Console.plain(nowhere, nowhere), new Interruption())
                .withoutFineTuning()
                .run()
                .folder();
        assertThat(run.name()).isEqualTo(cell.getFileName().toString());
        RunFolder shared = new RunFolder(cell);
        assertThat(PolicyFile.read(run.policy())).isEqualTo(PolicyFile.read(shared.policy()));
        assertThat(searched(run)).isEqualTo(searched(shared)).hasSizeGreaterThan(EPISODES);
    }

    /** What the search wrote of profile, episodes and rounds. */
    private static List<RunEvent> searched(RunFolder run) {
        return JournalReader.read(run.journal()).stream()
                .map(StampedEvent::event)
                .filter(event -> event instanceof RunEvent.ProfileFinished
                        || event instanceof RunEvent.EpisodeFinished
                        || event instanceof RunEvent.RoundFinished)
                .map(event -> event instanceof RunEvent.RoundFinished round ? untimed(round) : event)
                .toList();
    }

    /** No two runs take equally long. */
    private static RunEvent untimed(RunEvent.RoundFinished round) {
        Map<String, Double> metrics = new TreeMap<>(round.metrics());
        metrics.keySet().removeIf(name -> name.endsWith("_seconds"));
        return new RunEvent.RoundFinished(round.round(), metrics);
    }

    @Test
    void whatHasEndedIsReadAndWhatWasInterruptedBeginsAnew() throws IOException {
        Told first = contest("runs", 1);
        assertComplete(first);
        assertThat(first.notes()).contains("4 searches, 0 of them have ended before");
        Path cut = cells("runs").get(0).resolve("journal.ndjson");
        List<String> lines = Files.readAllLines(cut);
        // As a kill would leave it.
        Files.writeString(cut, String.join("\n", lines.subList(0, lines.size() - 2)) + "\n");
        Told second = contest("runs", 1);
        assertThat(second.notes()).contains("4 searches, 3 of them have ended before");
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(contest("runs", 1).notes()).contains("4 searches, 4 of them have ended before");
    }

    @Test
    void oneSeedIsDrawnWithoutBands() throws IOException {
        Told told = contest("single", List.of(Variation.agent("random")), List.of(1L), 1);
        assertThat(told.folder().resolve("curves-macs-0.5.svg"))
                .content()
                .contains("<polyline")
                .doesNotContain("<polygon");
    }

    private static void assertComplete(Told told) {
        assertThat(told.lines())
                .anyMatch(line -> line.matches("\\| \\| after 2 \\| after 4 \\| after 8 \\| test split \\|"))
                .anyMatch(line -> line.startsWith("| ddpg - random | "))
                .anyMatch(
                        line -> line.startsWith("Of 2 seeds: the least that the test of signs can give is p = 0.5000"));
        assertThat(told.folder().getFileName().toString()).matches("small-compare-[0-9a-f]{8}");
        assertThat(told.folder().resolve("curves-macs-0.5.svg")).content().contains("<polygon");
        assertThat(told.folder().resolve("differences-macs-0.5.svg")).content().contains("random - ddpg");
        assertThat(told.folder().resolve("report.md")).content().isEqualTo(String.join("\n", told.lines()) + "\n");
        JsonNode searches = told.json().at("/searches");
        assertThat(searches).hasSize(4);
        for (JsonNode search : searches) {
            JsonNode accuracies = search.at("/curve/accuracies");
            assertThat(accuracies).hasSize(EPISODES);
            for (int i = 1; i < EPISODES; i++) {
                assertThat(accuracies.get(i).doubleValue())
                        .isGreaterThanOrEqualTo(accuracies.get(i - 1).doubleValue());
            }
            assertThat(search.at("/test").doubleValue()).isBetween(0.0, 1.0);
        }
        // The mean of the table is that of the curves.
        double sum = 0;
        for (JsonNode search : searches) {
            sum += search.at("/contender").textValue().equals("ddpg")
                    ? search.at("/curve/accuracies").get(EPISODES - 1).doubleValue()
                    : 0;
        }
        assertThat(told.json().at("/standings/1/contender").textValue()).isEqualTo("ddpg");
        assertThat(told.json().at("/standings/1/marks/2/accuracy/mean").doubleValue())
                .isEqualTo(sum / 2);
    }

    /** What a contest said and left. */
    private record Told(List<String> lines, JsonNode json, Path folder, String notes) {}

    private Told contest(String runs, int parallel) throws IOException {
        return contest(runs, List.of(Variation.agent("random"), Variation.agent("ddpg")), List.of(1L, 2L), parallel);
    }

    private Told contest(String runs, List<Variation> agents, List<Long> seeds, int parallel) throws IOException {
        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(notes, true, StandardCharsets.UTF_8);
        ContestSettings settings = new ContestSettings(
                agents,
                List.of(Variation.budget("macs=0.5")),
                seeds,
                EPISODES,
                new ContestSettings.Effort(parallel, false, true));
        ContestReport report = new Contest(
                        settings,
                        config,
                        List.of("runs=" + folder.resolve(runs)),
                        Console.plain(stream, stream),
                        new Interruption())
                .run();
        Path written = report.write();
        JsonNode json = JsonMapper.builder().build().readTree(report.json());
        return new Told(report.lines(), json, written, notes.toString(StandardCharsets.UTF_8));
    }

    private List<Path> cells(String runs) throws IOException {
        try (var cells = Files.list(folder.resolve(runs).resolve("cells"))) {
            return cells.sorted().toList();
        }
    }
}
