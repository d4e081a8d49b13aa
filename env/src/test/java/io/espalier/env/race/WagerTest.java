package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against all orders of the images, in populations small enough for it. */
class WagerTest {

    /** Sums of doubles. */
    private static final double ROUNDING = 1e-9;

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.8})
    void whoIsGoodEnoughIsRejectedInNoMoreOrdersThanTheErrorSays(double error) {
        double mostOften = 0;
        for (int images = 2; images <= 6; images++) {
            for (int losses = 0; losses <= images; losses++) {
                for (int wins = losses; wins + losses <= images; wins++) {
                    for (int bothRight = 0; bothRight + wins + losses <= images; bothRight++) {
                        List<Image> all = images(images, wins, losses, bothRight);
                        double margin = (double) (wins - losses) / images;
                        mostOften = Math.max(mostOften, rejected(rights(all), all, margin, error));
                        assertThat(rejected(confidences(all), all, margin, error))
                                .isLessThanOrEqualTo(error + ROUNDING);
                    }
                }
            }
        }
        assertThat(mostOften).isBetween(error / 20, error + ROUNDING);
    }

    @Test
    void imagesMayBeWorthAnyNumbersBetweenNothingAndOne() {
        RandomGenerator random = RandomKey.of(3, "test.wager").generator();
        for (int population = 0; population < 100; population++) {
            List<Image> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                double rival = random.nextDouble();
                all.add(new Image(rival, Math.max(0, Math.min(1, rival + 0.4 * random.nextGaussian()))));
            }
            double better = all.stream()
                    .mapToDouble(image -> image.candidate() - image.rival())
                    .average()
                    .orElseThrow();
            if (better >= 0) {
                double[] others =
                        all.stream().mapToDouble(image -> random.nextDouble()).toArray();
                assertThat(rejected(Course.ofConfidences(rival(all), others), all, better, 0.3))
                        .isLessThanOrEqualTo(0.3 + ROUNDING);
                assertThat(rejected(confidences(all), all, better, 0.3)).isLessThanOrEqualTo(0.3 + ROUNDING);
            }
        }
    }

    @Test
    void whoCannotCatchUpIsRejectedForCertain() {
        Wager wager = new Wager(same(10, 0.9), 0);
        wager.see(0, 0.4);
        assertThat(wager.evidence()).isFinite();
        wager.see(1, 0.4);
        wager.see(2, 0.1);
        assertThat(wager.evidence()).isInfinite();
    }

    @Test
    void whoLeadsIsNeverRejected() {
        Wager wager = new Wager(same(100, 0.6), 0);
        for (int image = 0; image < 100; image++) {
            wager.see(image, 0.7);
        }
        assertThat(wager.evidence()).isEqualTo(1, within(0.2));
    }

    @Test
    void evidenceStaysThoughTheRivalLosesItsLead() {
        Wager wager = new Wager(same(1_000, 0.6), 0);
        for (int image = 0; image < 60; image++) {
            wager.see(image, image % 4 == 0 ? 0.6 : 0.1);
        }
        double most = wager.evidence();
        for (int image = 60; image < 120; image++) {
            wager.see(image, 1);
        }
        assertThat(wager.evidence()).isEqualTo(most).isGreaterThan(20);
    }

    @Test
    void leadsThatVaryLittleAreSeenEarlier() {
        assertThat(imagesUntilRejected(0.05)).isLessThan(imagesUntilRejected(0.4) / 2);
    }

    /** With a lead of 0.04 on average that varies by so much. */
    private static int imagesUntilRejected(double deviation) {
        Wager wager = new Wager(same(10_000, 0.5), 0);
        int seen = 0;
        while (wager.evidence() < 20) {
            wager.see(seen, 0.46 + (seen % 2 == 0 ? deviation : -deviation) / 2);
            seen++;
        }
        return seen;
    }

    /** What two get for an image. */
    private record Image(double rival, double candidate) {}

    private static List<Image> images(int images, int wins, int losses, int bothRight) {
        List<Image> all = new ArrayList<>(Collections.nCopies(wins, new Image(0, 1)));
        all.addAll(Collections.nCopies(losses, new Image(1, 0)));
        all.addAll(Collections.nCopies(bothRight, new Image(1, 1)));
        all.addAll(Collections.nCopies(images - all.size(), new Image(0, 0)));
        return all;
    }

    private static Course same(int images, double rival) {
        double[] values = new double[images];
        Arrays.fill(values, rival);
        return Course.ofConfidences(values);
    }

    private static Course rights(List<Image> all) {
        return Course.ofRightAnswers(rival(all));
    }

    private static Course confidences(List<Image> all) {
        return Course.ofConfidences(rival(all));
    }

    private static double[] rival(List<Image> all) {
        return all.stream().mapToDouble(Image::rival).toArray();
    }

    /** Probability of the orders in which the evidence reaches 1 / error at some time. */
    private static double rejected(Course course, List<Image> all, double margin, double error) {
        List<Integer> left =
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        return rejected(course, all, left, new ArrayList<>(), new double[] {margin, 1 / error});
    }

    private static double rejected(
            Course course, List<Image> all, List<Integer> left, List<Integer> seen, double... marginAndEvidence) {
        Wager wager = new Wager(course, marginAndEvidence[0]);
        seen.forEach(image -> wager.see(image, all.get(image).candidate()));
        if (wager.evidence() >= marginAndEvidence[1]) {
            return 1;
        }
        double weight = left.stream().mapToDouble(course::weight).sum();
        double probability = 0;
        for (int i = 0; i < left.size(); i++) {
            int next = left.remove(i);
            seen.add(next);
            probability += course.weight(next) / weight * rejected(course, all, left, seen, marginAndEvidence);
            seen.remove(seen.size() - 1);
            left.add(i, next);
        }
        return probability;
    }
}
