package io.espalier.env.race;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.Examination;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.evaluation.NetworkScorer.Candidate;
import io.espalier.env.evaluation.PlanScorer;
import io.espalier.env.evaluation.Scored;
import io.espalier.env.reward.Measure;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Answers;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.PreparedImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Scores candidates batch by batch of the images, and stops those that are not better than another plan, the incumbent, but for a bounded
 * probability. Each candidate has an order of the images of its own, drawn by the seed and its plan, so that the bound holds whatever was
 * learned from earlier candidates. Mutable: it knows its incumbent, and the answers of whoever was scored on all images. Not for several
 * threads at once.
 */
public final class RacingScorer implements PlanScorer {

    /** Of how many plans the answers tell what to expect of a candidate. */
    private static final int KNOWN = 3;

    private final NetworkScorer scorer;
    private final PreparedImages images;
    private final RaceSettings settings;
    private final Measure measure;
    private final RandomKey key;
    private final Map<PruningPlan, Answers> complete = new HashMap<>();
    private List<PruningPlan> best = List.of();

    /**
     * @param scorer makes the candidates' networks
     * @param images all that a candidate may see; it may be stopped after each of their batches
     * @param measure what candidates are compared by, which has a value of each image
     * @param key of the orders
     */
    public RacingScorer(
            NetworkScorer scorer, PreparedImages images, RaceSettings settings, Measure measure, RandomKey key) {
        this.scorer = scorer;
        this.images = images;
        this.settings = settings;
        this.measure = measure;
        this.key = key;
    }

    /**
     * Names the plan that candidates are raced against from now on.
     *
     * @param plans the incumbent, and before it the best ones of earlier times, the latest first, which tell what to expect of candidates;
     *     none if every candidate is to be scored on all images
     */
    public void raceAgainst(List<PruningPlan> plans) {
        best = plans.stream().limit(KNOWN).toList();
    }

    @Override
    public List<Scored> scoreAll(List<PruningPlan> plans) {
        List<Answers> known =
                settings.enabled() ? best.stream().map(this::answers).toList() : List.of();
        List<Examined> examined = scorer.examineAll(plans, examinations(known));
        for (int i = 0; i < plans.size(); i++) {
            PruningPlan plan = plans.get(i);
            examined.get(i).complete().ifPresent(answers -> complete.put(plan, answers));
        }
        return examined.stream().map(Examined::scored).toList();
    }

    /** In a race an estimate will do. */
    @Override
    public boolean settlesFor(Evaluation remembered) {
        return remembered.isComplete() || !best.isEmpty();
    }

    /** @param complete answers to all images, unless the candidate was stopped */
    private record Examined(Scored scored, Optional<Answers> complete) {}

    /** A plan whose score was remembered from an earlier process is run anew, once. */
    private Answers answers(PruningPlan plan) {
        return complete.computeIfAbsent(
                plan, unknown -> scorer.examineAll(List.of(unknown), any -> onAll((candidate, answers) -> answers))
                        .get(0));
    }

    private Function<PruningPlan, Examination<Examined>> examinations(List<Answers> known) {
        if (known.isEmpty()) {
            return plan -> onAll(RacingScorer::complete);
        }
        Course course = Course.of(measure, known);
        return plan -> new Raced(plan, known.get(0), course);
    }

    private <T> Examination<T> onAll(BiFunction<Candidate, Answers, T> outcome) {
        return Examination.inOneStep(engine -> engine.answers(images), outcome);
    }

    private static Examined complete(Candidate candidate, Answers answers) {
        return new Examined(
                new Scored(candidate.evaluation(answers.score()), candidate.network()), Optional.of(answers));
    }

    /** A candidate in a race, a batch at each step. */
    private final class Raced implements Examination<Examined> {

        private final Answers rival;
        private final Course course;
        private final Race race;

        Raced(PruningPlan plan, Answers rival, Course course) {
            this.rival = rival;
            this.course = course;
            this.race = new Race(
                    settings,
                    measure,
                    course,
                    images.batchSize(),
                    key.at(address(plan)).generator());
        }

        @Override
        public boolean hasNext() {
            return race.hasNext();
        }

        @Override
        public boolean next(ImageClassifier engine) {
            return race.next(part -> engine.answers(images.part(part)));
        }

        @Override
        public Examined outcome(Candidate candidate) {
            Race.Ending ending = race.ending();
            Answers seen = ending.seen();
            if (!ending.lost()) {
                return complete(
                        candidate,
                        seen.inOrder(ending.order().stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
            }
            Evaluation estimate = candidate
                    .evaluation(Estimate.of(measure, rival, course, ending.order(), seen))
                    .estimatedOn((double) seen.size() / images.size());
            return new Examined(new Scored(estimate, candidate.network()), Optional.empty());
        }
    }

    private static long[] address(PruningPlan plan) {
        return plan.kept().entrySet().stream()
                .flatMapToLong(group -> LongStream.concat(
                        LongStream.of(
                                group.getKey().hashCode(), group.getValue().size()),
                        group.getValue().stream().mapToLong(Integer::longValue)))
                .toArray();
    }
}
