package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.reward.Measure;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomAdaptor;
import org.junit.jupiter.api.Test;

/** On the answers of ten candidates of a real search, the best first. */
class RaceTest {

    private static final RaceSettings SETTINGS = new RaceSettings(true, 0.05, 0);
    private static final int BATCH = 32;
    private static final int REPLAYS = 10_000;
    /** Three standard deviations of a share of 5 % over the replays. */
    private static final double SAMPLING = 3 * Math.sqrt(0.05 * 0.95 / REPLAYS);

    private final List<Answers> candidates = read();
    private final Random random =
            RandomAdaptor.createAdaptor(RandomKey.of(11, "test.races").generator());

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
    void theFartherACandidateIsBehindTheLessItSees() {
        double second = seen(candidates.get(1));
        double middle = seen(candidates.get(5));
        double last = seen(candidates.get(9));
        assertThat(second).isGreaterThan(900);
        assertThat(middle).isLessThan(second);
        assertThat(last).isLessThan(150);
    }

    @Test
    void anEstimateIsNearerToTheTruthThanTheShareOfRightAnswersAmongThoseSeen() {
        double estimated = 0;
        double plain = 0;
        Answers rival = candidates.get(0);
        for (int replay = 0; replay < 2_000; replay++) {
            Answers candidate = candidates.get(1 + replay % (candidates.size() - 1));
            List<Integer> order = order();
            Answers seen = part(candidate, order.subList(0, 200));
            double truth = candidate.score().accuracy();
            estimated +=
                    Math.pow(Estimate.of(Measure.ACCURACY, rival, order, seen).accuracy() - truth, 2);
            plain += Math.pow(seen.score().accuracy() - truth, 2);
        }
        assertThat(estimated).isLessThan(0.95 * plain);
    }

    @Test
    void theEstimateOfACandidateThatSawAllImagesIsItsScore() {
        Answers candidate = candidates.get(4);
        List<Integer> order = order();
        assertThat(Estimate.of(Measure.ACCURACY, candidates.get(0), order, part(candidate, order))
                        .accuracy())
                .isEqualTo(candidate.score().accuracy(), within(1e-12));
    }

    private double seen(Answers candidate) {
        return IntStream.range(0, 300)
                .map(i -> race(SETTINGS, candidate, candidates.get(0)).seen().size())
                .average()
                .orElseThrow();
    }

    private Race.Ending race(RaceSettings settings, Answers candidate, Answers rival) {
        return race(settings, Measure.ACCURACY, candidate, rival);
    }

    private Race.Ending race(RaceSettings settings, Measure measure, Answers candidate, Answers rival) {
        return new Race(settings, measure, rival, BATCH).run(order(), part -> part(candidate, part));
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
        return Answers.of(right, new double[images.size()], new double[images.size()]);
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
