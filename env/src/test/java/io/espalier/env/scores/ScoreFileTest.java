package io.espalier.env.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.Cost;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.runtime.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFileTest {

    private static final ScoredOn ON = ScoredOn.of("network", "images", "calibration", "engine");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("scores.ndjson");
    }

    @Test
    void givesEveryBitBackToTheNextProcess() {
        Random random = new Random(1);
        List<Evaluation> evaluations = random.doubles(200)
                .mapToObj(accuracy -> new Evaluation(
                        new Score(
                                accuracy,
                                random.nextDouble() * Math.pow(10, random.nextInt(20) - 10.0),
                                random.nextDouble()),
                        new Cost(random.nextLong() >>> 1, 2, 3),
                        Optional.empty(),
                        1 - random.nextDouble()))
                .toList();
        try (ScoreFile scores = ScoreFile.open(file, ON)) {
            for (int i = 0; i < evaluations.size(); i++) {
                scores.remember(plan(i), evaluations.get(i));
            }
        }
        try (ScoreFile scores = ScoreFile.open(file, ON)) {
            for (int i = 0; i < evaluations.size(); i++) {
                assertThat(scores.recall(plan(i))).contains(evaluations.get(i));
            }
            assertThat(scores.recall(plan(200))).isEmpty();
        }
    }

    @Test
    void losesOnlyTheTornScoreWhereverItIsTorn() throws IOException {
        try (ScoreFile scores = ScoreFile.open(file, ON)) {
            scores.remember(plan(1), evaluation(0.5));
        }
        int kept = (int) Files.size(file);
        try (ScoreFile scores = ScoreFile.open(file, ON)) {
            scores.remember(plan(2), evaluation(0.25));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = kept; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (ScoreFile scores = ScoreFile.open(file, ON)) {
                assertThat(scores.recall(plan(1))).contains(evaluation(0.5));
                assertThat(scores.recall(plan(2))).isEmpty();
                scores.remember(plan(2), evaluation(0.25));
            }
            assertThat(file).hasBinaryContent(whole);
        }
    }

    @Test
    void aFileThatWasCutShortInItsFirstLineBeginsAnew() throws IOException {
        Files.writeString(file, "{\"schema\":\"espalier-sco");
        ScoreFile.open(file, ON).close();
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"schema\":\"espalier-scores-3\",\"network\":\"network\",\"images\":\"images\","
                        + "\"calibration\":\"calibration\",\"engine\":\"engine\"}");
    }

    @Test
    void refusesScoresOfAnotherNetworkOtherImagesAnotherCalibrationOrAnotherForm() {
        ScoreFile.open(file, ON).close();
        for (ScoredOn other : List.of(
                ScoredOn.of("x", "images", "calibration", "engine"),
                ScoredOn.of("network", "x", "calibration", "engine"),
                ScoredOn.of("network", "images", "x", "engine"),
                ScoredOn.of("network", "images", "calibration", "x"),
                new ScoredOn("x", "network", "images", "calibration", "engine"))) {
            assertThatThrownBy(() -> ScoreFile.open(file, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(file + " must hold scores of ", "\"x\"", ": it holds scores of ");
        }
    }

    @Test
    void refusesALineThatIsNoScoreNamingIt() throws IOException {
        ScoreFile.open(file, ON).close();
        String header = Files.readString(file);
        for (String line : List.of(
                "{\"plan\":\"p\"}",
                "[]",
                "{\"plan\":\"p\",\"accuracy\":0.5,\"loss\":0,\"share\":1,\"macs\":1,\"parameters\":1,\"peak_activations\":1,\"x\":1}")) {
            Files.writeString(file, header + line + "\n");
            assertThatThrownBy(() -> ScoreFile.open(file, ON))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file + ", line 2: PlanScore must be as it was written: ");
        }
    }

    @Test
    void plansThatDifferInAnythingHaveOtherDigests() {
        List<PruningPlan> plans = List.of(
                PruningPlan.NOTHING,
                PruningPlan.of(Map.of("a", List.of(1, 2))),
                PruningPlan.of(Map.of("a", List.of(1), "b", List.of(2))),
                PruningPlan.of(Map.of("b", List.of(1, 2))),
                PruningPlan.of(Map.of("a", List.of(12))),
                PruningPlan.of(Map.of("a", List.of(1, 3))));
        assertThat(plans.stream().map(ScoreFile::digest))
                .doesNotHaveDuplicates()
                .allMatch(hex -> hex.length() == 64);
    }

    private static Evaluation evaluation(double accuracy) {
        return new Evaluation(new Score(accuracy, 1 - accuracy, accuracy), new Cost(1, 2, 3), Optional.empty());
    }

    private static PruningPlan plan(int number) {
        return PruningPlan.of(Map.of("conv", List.of(number)));
    }
}
