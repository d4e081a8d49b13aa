package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tests.SmallWorld.Result;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.mlflow.MlflowProcess;
import io.espalier.tracking.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a search that a real MLflow server followed, in a real browser; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.browser", matches = ".+")
class MlflowPageTest {

    /** More than a page needs that shows an error or only its frame. */
    private static final int COLOURS_OF_A_PAGE = 100;

    @TempDir
    private static Path folder;

    private static MlflowProcess server;
    private static Path run;
    private static RunPage page;

    @BeforeAll
    static void searchRegisterAndLook() throws IOException, InterruptedException {
        server = MlflowProcess.start(
                Path.of(System.getProperty("espalier.mlflow.venv")), Files.createDirectory(folder.resolve("server")));
        String address = server.address().toString();
        Path runs = folder.resolve("runs");
        SmallWorld world = SmallWorld.in(Files.createDirectory(folder.resolve("world")));
        succeed(world.search(runs, "--mlflow", address));
        run = SmallWorld.onlyRun(runs);
        succeed(SmallWorld.run("register", run.toString(), "--name", "small", "--to", address));
        page = RunPage.open(
                server.address(),
                run.getFileName().toString(),
                Files.createDirectories(Repository.ROOT.resolve("tests/target/pictures")),
                List.of("result/learned", "budget.", "episode"));
    }

    private static void succeed(Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static List<String> lines(String text) {
        return Arrays.stream(text.split("\\s*[\\n\\t]+\\s*")).toList();
    }

    @Test
    void theRunHasItsName() {
        assertThat(lines(page.overview()))
                .contains("espalier", run.getFileName().toString(), "Finished");
    }

    @Test
    void resultsHaveTheirValues() {
        double accuracy = JournalReader.read(new RunFolder(run).journal(), ResultReported.class).stream()
                .filter(result -> result.subject().equals("learned"))
                .map(result -> result.metrics().getOrDefault("test_accuracy", Double.NaN))
                .findFirst()
                .orElseThrow();

        assertThat(lines(page.overview())).containsSequence("result/learned/test_accuracy", shortest(accuracy));
    }

    /** As JavaScript writes numbers. */
    private static String shortest(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    @Test
    void theDescriptionShowsTheNetworksSideBySide() {
        String description = page.overview().substring(0, page.overview().indexOf("Metrics ("));

        assertThat(lines(description)).contains("latency ratio [95 %]", "unpruned", "learned", "Show less");
    }

    @Test
    void parametersAreThoseOfTheConfig() {
        assertThat(lines(page.overview()))
                .containsSequence("budget.macs", "0.5")
                .containsSequence("budget.bytes", "1.0");
    }

    @Test
    void whatWasRegisteredIsLinked() {
        String models = page.overview().substring(page.overview().indexOf("Registered models"));

        assertThat(lines(models)).containsAnyOf("small", "small-network").contains("v1");
    }

    @Test
    void episodesAreCurves() {
        assertThat(lines(page.charts())).contains("accuracy", "reward", "Step");
        assertThat(page.curves()).isPositive();
    }

    @Test
    void thePagesNeedNoOtherHost() {
        assertThat(page.errors()).isEmpty();
        assertThat(page.asked()).isEmpty();
    }

    @Test
    void picturesShowThePages() throws IOException {
        for (Path file : List.of(page.overviewPicture(), page.chartsPicture())) {
            BufferedImage picture = ImageIO.read(file.toFile());

            assertThat(picture.getWidth()).as(file.toString()).isEqualTo(1280);
            assertThat(picture.getHeight()).as(file.toString()).isGreaterThanOrEqualTo(700);
            assertThat(colours(picture)).as(file.toString()).isGreaterThan(COLOURS_OF_A_PAGE);
        }
    }

    private static long colours(BufferedImage picture) {
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .distinct()
                .count();
    }
}
