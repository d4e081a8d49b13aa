package io.espalier.experiments.rewards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.experiments.plot.LineChart;
import io.espalier.experiments.plot.LineChart.Line;
import io.espalier.experiments.plot.LineChart.Style;
import io.espalier.experiments.plot.Picture;
import io.espalier.experiments.plot.Point;
import io.espalier.experiments.statistics.Correlation;
import io.espalier.experiments.statistics.Correlation.Coefficient;
import io.espalier.experiments.statistics.Mean;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.run.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What a study found, as Markdown, JSON and a picture. */
public final class RewardReport {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Path folder;
    private final String description;
    private final List<StudiedPlan> plans;
    private final List<Row> rows;
    private final Mean fineTuned;

    RewardReport(Path folder, String description, List<StudiedPlan> plans, RandomKey key) {
        this.folder = folder;
        this.description = description;
        this.plans = List.copyOf(plans);
        this.rows = IntStream.range(0, CANDIDATES.size())
                .mapToObj(place -> row(place, key))
                .toList();
        this.fineTuned = Mean.of(values(plan -> plan.fineTuned().all()), key.at(-1));
    }

    private static final Candidate RECONSTRUCTED = new Candidate(
            "accuracy after reconstruction", plan -> plan.reconstruction().accuracy());

    private static final Candidate CUT = new Candidate(
            "accuracy without reconstruction", plan -> plan.surgery().accuracy());

    /** What a search could take as its reward; the place of each is the key of its resamples. */
    private static final List<Candidate> CANDIDATES = List.of(
            RECONSTRUCTED,
            new Candidate("negative loss after reconstruction", plan -> -plan.reconstruction()
                    .loss()),
            new Candidate("confidence after reconstruction", plan -> plan.reconstruction()
                    .confidence()),
            CUT,
            new Candidate("negative loss without reconstruction", plan -> -plan.surgery()
                    .loss()),
            new Candidate(
                    "confidence without reconstruction", plan -> plan.surgery().confidence()));

    private record Candidate(String words, ToDoubleFunction<StudiedPlan> reward) {}

    /**
     * A reward and how it tells the accuracy after fine-tuning.
     *
     * @param all on the whole search split
     * @param unseen on the images of it that the reward does not know
     */
    private record Row(String reward, Correlation all, Correlation unseen) {}

    private record Content(String description, Mean fineTuned, List<Row> rewards, List<StudiedPlan> plans) {}

    /** A Markdown table with what it was measured on. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%d random plans; %s".formatted(plans.size(), description));
        lines.add(String.format(
                Locale.ROOT,
                "Search accuracy after fine-tuning: %.4f ± %.4f, from %.4f to %.4f",
                fineTuned.mean(),
                fineTuned.deviation(),
                fineTuned.least(),
                fineTuned.most()));
        lines.add("");
        lines.add("| reward | Pearson [95 %] | Spearman [95 %] | Pearson, unseen images | Spearman, unseen images |");
        lines.add("| --- | ---: | ---: | ---: | ---: |");
        rows.forEach(row -> lines.add("| %s | %s | %s | %s | %s |"
                .formatted(
                        row.reward(),
                        text(row.all().pearson()),
                        text(row.all().spearman()),
                        text(row.unseen().pearson()),
                        text(row.unseen().spearman()))));
        return lines;
    }

    /** The same with every plan, as one line. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(new Content(description, fineTuned, rows, plans));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report must be writable as JSON", e);
        }
    }

    /** Writes {@code report.md}, {@code report.json} and {@code scatter.svg} and gives their folder back. */
    public Path write() {
        AtomicFile.write(folder.resolve("report.md"), String.join("\n", lines()) + "\n");
        AtomicFile.write(folder.resolve("report.json"), json() + "\n");
        Picture.write(chart(), folder.resolve("scatter.svg"));
        return folder;
    }

    private LineChart chart() {
        return new LineChart(
                "What the reward tells of fine-tuned accuracy",
                "accuracy on the images of the reward, before fine-tuning",
                "accuracy on the search split after fine-tuning",
                "%d random plans; %s".formatted(plans.size(), description),
                List.of(points("reconstructed", RECONSTRUCTED), points("without", CUT)));
    }

    private Line points(String name, Candidate candidate) {
        return new Line(
                name,
                Style.POINTS,
                plans.stream()
                        .map(plan -> new Point(
                                candidate.reward.applyAsDouble(plan),
                                plan.fineTuned().all()))
                        .toList());
    }

    private Row row(int place, RandomKey key) {
        Candidate candidate = CANDIDATES.get(place);
        return new Row(
                candidate.words(),
                correlation(candidate, plan -> plan.fineTuned().all(), key.at(place, 0)),
                correlation(candidate, plan -> plan.fineTuned().unseen(), key.at(place, 1)));
    }

    private Correlation correlation(Candidate candidate, ToDoubleFunction<StudiedPlan> accuracy, RandomKey key) {
        return Correlation.of(values(candidate.reward), values(accuracy), key);
    }

    private List<Double> values(ToDoubleFunction<StudiedPlan> value) {
        return plans.stream().mapToDouble(value).boxed().toList();
    }

    private static String text(Coefficient coefficient) {
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                coefficient.value(),
                coefficient.interval().lower(),
                coefficient.interval().upper());
    }
}
