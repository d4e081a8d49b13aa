package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.reward.Measure;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomAdaptor;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** On the answers of ten candidates of a real search, the best first. */
class RaceTest {

    private static final RaceSettings SETTINGS = new RaceSettings(true, 0.05, 0);
    private static final int BATCH = 32;
    private static final int REPLAYS = 10_000;
    /** Three standard deviations of a share of 5 % over the replays. */
    private static final double SAMPLING = 3 * Math.sqrt(0.05 * 0.95 / REPLAYS);

    private final List<Answers> candidates = read();
    private final RandomAdaptor random =
            new RandomAdaptor(RandomKey.of(11, "test.races").generator());

    @Test
    void aCandidateThatIsBetterByOneImageIsStoppedNoMoreOftenThanTheErrorSays() {
        int stopped = 0;
        for (int replay = 0; replay < REPLAYS; replay++) {
            Answers candidate = candidates.get(replay % candidates.size());
            Answers rival = withHits(candidates.get((replay + 1) % candidates.size()), hits(candidate) - 1);
            stopped += race(SETTINGS, candidate, rival).lost() ? 1 : 0;
        }
        assertThat((double) stopped / REPLAYS).isBetween(0.005, SETTINGS.error() + SAMPLING);
    }

    @Test
    void aCandidateThatIsBetterByLessThanTheMarginMayBeStoppedAndOneThatIsBetterByMoreIsNot() {
        RaceSettings margin = new RaceSettings(true, SETTINGS.error(), 0.02);
        int stopped = 0;
        for (int replay = 0; replay < REPLAYS; replay++) {
            Answers candidate = candidates.get(replay % candidates.size());
            Answers rival = withHits(candidates.get((replay + 1) % candidates.size()), hits(candidate) - 21);
            stopped += race(margin, candidate, rival).lost() ? 1 : 0;
        }
        assertThat((double) stopped / REPLAYS).isLessThan(SETTINGS.error() + SAMPLING);
    }

    @Test
    void aCandidateThatIsMoreConfidentByTheMarginIsStoppedNoMoreOftenThanTheErrorSays() {
        RaceSettings margin = new RaceSettings(true, SETTINGS.error(), 0.01);
        int stopped = 0;
        for (int replay = 0; replay < REPLAYS; replay++) {
            double[] rival = confidences();
            double[] candidate = Arrays.stream(rival)
                    .map(value -> Math.max(0, Math.min(1, value + 0.15 * random.nextGaussian())))
                    .toArray();
            double missing = Arrays.stream(rival).sum()
                    + 10.001
                    - Arrays.stream(candidate).sum();
            for (int image = 0; image < candidate.length; image++) {
                double changed = Math.max(0, Math.min(1, candidate[image] + missing / (candidate.length - image)));
                missing -= changed - candidate[image];
                candidate[image] = changed;
            }
            stopped += race(margin, Measure.CONFIDENCE, confident(candidate), confident(rival))
                            .lost()
                    ? 1
                    : 0;
        }
        assertThat((double) stopped / REPLAYS).isBetween(0.005, SETTINGS.error() + SAMPLING);
    }

    @Test
    void confidencesAreToldApartByFewerImagesThanThereAre() {
        double[] rival = confidences();
        double[] candidate = Arrays.stream(rival)
                .map(value -> Math.max(0, Math.min(1, value - 0.02 + 0.1 * random.nextGaussian())))
                .toArray();
        double seen = IntStream.range(0, 100)
                .map(i -> race(SETTINGS, Measure.CONFIDENCE, confident(candidate), confident(rival))
                        .seen()
                        .size())
                .average()
                .orElseThrow();
        assertThat(seen).isLessThan(400);
    }

    @Test
    void theFartherACandidateIsBehindTheLessItSees() {
        double second = seen(candidates.get(1));
        double middle = seen(candidates.get(5));
        double last = seen(candidates.get(9));
        assertThat(second).isGreaterThan(900);
        assertThat(middle).isLessThan(second);
        assertThat(last).isLessThan(150);
    }

    @Test
    void anEstimateIsRightInTheMeanAndNearerToTheTruthThanTheShareOfRightAnswersOfAsManyImages() {
        double error = 0;
        double estimated = 0;
        double plain = 0;
        int replays = 5_000;
        Answers rival = candidates.get(0);
        Course course = Course.of(Measure.ACCURACY, List.of(rival));
        for (int replay = 0; replay < replays; replay++) {
            Answers candidate = candidates.get(1 + replay % (candidates.size() - 1));
            List<Integer> order = course.order(random);
            Answers seen = part(candidate, order.subList(0, 200));
            double truth = candidate.score().accuracy();
            double estimate =
                    Estimate.of(Measure.LOSS, rival, course, order, seen).accuracy();
            error += (estimate - truth) / replays;
            estimated += Math.pow(estimate - truth, 2) / replays;
            Answers others = part(candidate, order().subList(0, 200));
            plain += Math.pow(others.score().accuracy() - truth, 2) / replays;
        }
        assertThat(error).isBetween(-4 * Math.sqrt(estimated / replays), 4 * Math.sqrt(estimated / replays));
        assertThat(estimated).isLessThan(0.95 * plain);
    }

    @Test
    void anEstimateIsNotAboveTheIncumbent() {
        Answers best = candidates.get(0);
        Course course = Course.of(Measure.ACCURACY, List.of(candidates.get(9)));
        List<Integer> order = course.order(random);
        assertThat(Estimate.of(Measure.ACCURACY, candidates.get(9), course, order, part(best, order.subList(0, 100)))
                        .accuracy())
                .isEqualTo(candidates.get(9).score().accuracy());
    }

    @Test
    void imagesThatTellMoreComeSooner() {
        Answers rival = candidates.get(0);
        Course course = Course.of(Measure.ACCURACY, List.of(rival));
        double wrongOnes = IntStream.range(0, 1_000)
                .mapToLong(i -> course.order(random).subList(0, 100).stream()
                        .filter(image -> !rival.right(image))
                        .count())
                .average()
                .orElseThrow();
        // Three times as likely at each draw; 18.2 % are wrong, and some are gone when the hundredth is drawn.
        assertThat(wrongOnes).isBetween(35.0, 40.0);
        assertThat(course.order(random)).doesNotHaveDuplicates().hasSize(rival.size());
    }

    @Test
    void whatIsKnownOfOthersSavesImages() {
        Answers candidate = candidates.get(6);
        double alone = meanSeen(candidate, List.of(candidates.get(0)));
        double others = meanSeen(candidate, List.of(candidates.get(0), candidates.get(5), candidates.get(7)));
        assertThat(others).isLessThan(0.95 * alone);
    }

    private double meanSeen(Answers candidate, List<Answers> known) {
        return IntStream.range(0, 300)
                .map(i -> run(
                                new Race(SETTINGS, Measure.ACCURACY, Course.of(Measure.ACCURACY, known), BATCH, random),
                                candidate)
                        .seen()
                        .size())
                .average()
                .orElseThrow();
    }

    @Test
    void whoShowsThePartsAndWhichIsDoneFirstMakesNoDifference() {
        Answers candidate = candidates.get(6);
        Answers rival = candidates.get(0);
        Race.Ending alone = run(
                new Race(SETTINGS, Measure.ACCURACY, Course.of(Measure.ACCURACY, List.of(rival)), BATCH, generator()),
                candidate);
        Race race =
                new Race(SETTINGS, Measure.ACCURACY, Course.of(Measure.ACCURACY, List.of(rival)), BATCH, generator());
        // Each part but the first is begun while the one before is under way, and so done before it.
        race.next(first -> {
            nested(race, candidate, 20);
            return part(candidate, first);
        });
        while (race.next(shown -> part(candidate, shown))) {
            // Shows all that is left.
        }
        Race.Ending together = race.ending();

        assertThat(together.lost()).isEqualTo(alone.lost());
        assertThat(together.order()).isEqualTo(alone.order());
        assertThat(together.seen().size()).isEqualTo(alone.seen().size()).isLessThan(rival.size());
        assertThat(together.seen().score()).isEqualTo(alone.seen().score());
    }

    private static void nested(Race race, Answers candidate, int depth) {
        if (depth > 0) {
            race.next(shown -> {
                nested(race, candidate, depth - 1);
                return part(candidate, shown);
            });
        }
    }

    @Test
    void aPartThatFailsEndsTheRaceForAll() {
        Race race = new Race(
                SETTINGS,
                Measure.ACCURACY,
                Course.of(Measure.ACCURACY, List.of(candidates.get(0))),
                BATCH,
                generator());
        IllegalStateException failure = new IllegalStateException("no more memory");
        assertThatThrownBy(() -> race.next(shown -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(race.hasNext()).isFalse();
        assertThatThrownBy(race::ending).isSameAs(failure);
    }

    private double seen(Answers candidate) {
        return meanSeen(candidate, List.of(candidates.get(0)));
    }

    private Race.Ending race(RaceSettings settings, Answers candidate, Answers rival) {
        return race(settings, Measure.ACCURACY, candidate, rival);
    }

    private Race.Ending race(RaceSettings settings, Measure measure, Answers candidate, Answers rival) {
        return run(new Race(settings, measure, Course.of(measure, List.of(rival)), BATCH, random), candidate);
    }

    private static Race.Ending run(Race race, Answers candidate) {
        while (race.next(shown -> part(candidate, shown))) {
            // Until it has ended.
        }
        return race.ending();
    }

    private static RandomGenerator generator() {
        return RandomKey.of(12, "test.order").generator();
    }

    private double[] confidences() {
        return random.doubles(1_000).map(value -> Math.pow(value, 0.3)).toArray();
    }

    private static Answers confident(double... confidences) {
        return Answers.of(new BitSet(), new double[confidences.length], confidences);
    }

    private List<Integer> order() {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, candidates.get(0).size()).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    private static Answers part(Answers answers, List<Integer> images) {
        BitSet right = new BitSet();
        for (int i = 0; i < images.size(); i++) {
            right.set(i, answers.right(images.get(i)));
        }
        double[] confidences = images.stream().mapToDouble(answers::confidence).toArray();
        return Answers.of(right, confidences, confidences);
    }

    /** Turns as many answers as it takes, drawn at random. */
    private Answers withHits(Answers answers, int hits) {
        BitSet right = new BitSet();
        IntStream.range(0, answers.size()).forEach(image -> right.set(image, answers.right(image)));
        for (int image : order()) {
            if (right.cardinality() != hits && right.get(image) == right.cardinality() > hits) {
                right.flip(image);
            }
        }
        return Answers.of(right, new double[answers.size()], new double[answers.size()]);
    }

    private static int hits(Answers answers) {
        return (int) Math.round(answers.score().accuracy() * answers.size());
    }

    private static List<Answers> read() {
        try (InputStream file =
                Objects.requireNonNull(RaceTest.class.getResourceAsStream("/race/resnet56-answers.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(RaceTest::answers)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Answers answers(String line) {
        BitSet right = new BitSet();
        IntStream.range(0, line.length()).forEach(image -> right.set(image, line.charAt(image) == '1'));
        return Answers.of(right, new double[line.length()], new double[line.length()]);
    }
}
