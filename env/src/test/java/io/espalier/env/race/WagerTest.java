package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
                        mostOften = Math.max(mostOften, rejected(all, 0, error));
                        assertThat(rejected(all, margin, error)).isLessThanOrEqualTo(error + ROUNDING);
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
                assertThat(rejected(all, better, 0.3)).isLessThanOrEqualTo(0.3 + ROUNDING);
            }
        }
    }

    @Test
    void whoCannotCatchUpIsRejectedForCertain() {
        Wager wager = new Wager(10, 9, 0);
        for (int i = 0; i < 2; i++) {
            wager.see(1, 0.5);
            assertThat(wager.evidence()).isFinite();
        }
        wager.see(1, 0.5);
        assertThat(wager.evidence()).isInfinite();
    }

    @Test
    void whoLeadsIsNeverRejected() {
        Wager wager = new Wager(100, 60, 0);
        for (int i = 0; i < 100; i++) {
            wager.see(0.6, 0.7);
        }
        assertThat(wager.evidence()).isEqualTo(1, within(0.2));
    }

    @Test
    void evidenceStaysThoughTheRivalLosesItsLead() {
        Wager wager = new Wager(1_000, 600, 0);
        for (int i = 0; i < 60; i++) {
            wager.see(0.6, i % 4 == 0 ? 0.6 : 0.1);
        }
        double most = wager.evidence();
        for (int i = 0; i < 60; i++) {
            wager.see(0.4, 0.9);
        }
        assertThat(wager.evidence()).isEqualTo(most).isGreaterThan(20);
    }

    @Test
    void leadsThatVaryLittleAreSeenEarlier() {
        assertThat(imagesUntilRejected(0.05)).isLessThan(imagesUntilRejected(0.4) / 2);
    }

    @Test
    void whatTheRivalsOwnAnswersExplainDoesNotHide() {
        assertThat(imagesUntilRejected(-0.3)).isLessThan(imagesUntilRejected(0.3));
    }

    /** With a lead of 0.04 on average that varies by so much: the rival gets 0.8 and 0.2 in turn, and leads by less on the latter if this is positive. */
    private static int imagesUntilRejected(double deviation) {
        Wager wager = new Wager(10_000, 5_000, 0);
        int seen = 0;
        while (wager.evidence() < 20) {
            boolean good = seen % 2 == 0;
            double rival = good ? 0.5 + Math.abs(deviation) / 2 : 0.5 - Math.abs(deviation) / 2;
            wager.see(rival, rival - 0.04 + (good ? deviation : -deviation) / 2);
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

    /** Share of the orders in which the evidence reaches 1 / error at some time. */
    private static double rejected(List<Image> all, double margin, double error) {
        return rejected(new ArrayList<>(all), new ArrayList<>(), margin, 1 / error);
    }

    private static double rejected(List<Image> left, List<Image> seen, double margin, double evidence) {
        double rival = left.stream().mapToDouble(Image::rival).sum()
                + seen.stream().mapToDouble(Image::rival).sum();
        Wager wager = new Wager(left.size() + seen.size(), rival, margin);
        seen.forEach(image -> wager.see(image.rival(), image.candidate()));
        if (wager.evidence() >= evidence) {
            return 1;
        }
        double share = 0;
        for (int i = 0; i < left.size(); i++) {
            Image next = left.remove(i);
            seen.add(next);
            share += rejected(left, seen, margin, evidence);
            seen.remove(seen.size() - 1);
            left.add(i, next);
        }
        return left.isEmpty() ? 0 : share / left.size();
    }
}
