package io.espalier.env.scores;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.ScoreMemory;
import io.espalier.env.target.AppendedLines;
import io.espalier.env.target.TargetJson;
import io.espalier.models.cost.Cost;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.Sha256;
import io.espalier.models.runtime.Score;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory in a file: the first line says what was scored on, each other line is the score of a plan, known by its digest. Lines are
 * appended as scores come and forced to the disk when a round is complete. Not for several threads at once.
 */
public final class ScoreFile implements ScoreMemory, AutoCloseable {

    private final Map<String, PlanScore> known;
    private final AppendedLines lines;

    private ScoreFile(Map<String, PlanScore> known, AppendedLines lines) {
        this.known = known;
        this.lines = lines;
    }

    /**
     * A line of the file. Doubles are written so that reading gives the same bits.
     *
     * @param plan its digest
     * @param share of the search images; below 1 for an estimate
     */
    private record PlanScore(
            String plan,
            double accuracy,
            double loss,
            double confidence,
            double share,
            long macs,
            long parameters,
            long peakActivations) {

        static PlanScore of(PruningPlan plan, Evaluation evaluation) {
            Score score = evaluation.score();
            Cost cost = evaluation.cost();
            return new PlanScore(
                    digest(plan),
                    score.accuracy(),
                    score.crossEntropy(),
                    score.confidence(),
                    evaluation.share(),
                    cost.macs(),
                    cost.parameters(),
                    cost.peakActivations());
        }

        Evaluation evaluation() {
            return new Evaluation(
                    new Score(accuracy, loss, confidence),
                    new Cost(macs, parameters, peakActivations),
                    Optional.empty(),
                    share);
        }
    }

    /**
     * Reads what is there and goes on behind it; a last line that a kill cut short is removed.
     *
     * @throws IllegalArgumentException naming the file if its scores are of something else, or naming the line if it is no score
     * @throws java.io.UncheckedIOException if the file cannot be read or written; the message names it
     */
    public static ScoreFile open(Path file, ScoredOn on) {
        AppendedLines lines = AppendedLines.open(file);
        List<String> found = AppendedLines.read(file);
        if (found.isEmpty()) {
            lines.append(TargetJson.line(on));
            lines.sync();
            return new ScoreFile(new HashMap<>(), lines);
        }
        requireSame(file, read(file, 1, found.get(0), ScoredOn.class), on);
        Map<String, PlanScore> known = new HashMap<>();
        for (int i = 1; i < found.size(); i++) {
            PlanScore score = read(file, i + 1, found.get(i), PlanScore.class);
            known.put(score.plan(), score);
        }
        return new ScoreFile(known, lines);
    }

    private static void requireSame(Path file, ScoredOn recorded, ScoredOn now) {
        if (!recorded.equals(now)) {
            throw new IllegalArgumentException("%s must hold scores of %s: it holds scores of %s"
                    .formatted(file, TargetJson.line(now), TargetJson.line(recorded)));
        }
    }

    private static <T> T read(Path file, int number, String line, Class<T> type) {
        try {
            return TargetJson.read(line, type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
        }
    }

    /** Of the kept indices: SHA-256 over the groups in the order of their names, each with its indices, all with their lengths. */
    static String digest(PruningPlan plan) {
        Sha256 digest = new Sha256().add(plan.kept().size());
        plan.kept().forEach((group, indices) -> {
            digest.add(group).add(indices.size());
            indices.forEach(digest::add);
        });
        return digest.hex();
    }

    @Override
    public Optional<Evaluation> recall(PruningPlan plan) {
        return Optional.ofNullable(known.get(digest(plan))).map(PlanScore::evaluation);
    }

    @Override
    public void remember(PruningPlan plan, Evaluation evaluation) {
        PlanScore score = PlanScore.of(plan, evaluation);
        known.put(score.plan(), score);
        lines.append(TargetJson.line(score));
    }

    @Override
    public void roundRemembered() {
        lines.sync();
    }

    @Override
    public void close() {
        lines.close();
    }
}
