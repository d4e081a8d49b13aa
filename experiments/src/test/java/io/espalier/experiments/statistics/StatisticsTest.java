package io.espalier.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    /** Two libraries that compute the same in double precision. */
    private static final Offset<Double> ROUNDING = within(1e-9);
    /** Two generators drew 10,000 and 20,000 resamples: the quantiles of either wander by a few thousandths. */
    private static final Offset<Double> OTHER_DRAWS = within(0.03);

    private static final RandomKey KEY = RandomKey.of(7, "test");

    private final Scipy scipy = Scipy.read();

    @Test
    void meanAndItsIntervalsAreThoseOfScipy() {
        Mean mean = Mean.of(scipy.list("first"), KEY);
        assertThat(mean.count()).isEqualTo(5);
        assertThat(mean.mean()).isCloseTo(scipy.list("mean").get(0), ROUNDING);
        assertThat(mean.deviation()).isCloseTo(scipy.list("mean").get(1), ROUNDING);
        assertThat(mean.student().lower()).isCloseTo(scipy.list("student").get(0), ROUNDING);
        assertThat(mean.student().upper()).isCloseTo(scipy.list("student").get(1), ROUNDING);
        assertThat(mean.bootstrap().lower()).isCloseTo(scipy.list("bootstrap").get(0), ROUNDING);
        assertThat(mean.bootstrap().upper()).isCloseTo(scipy.list("bootstrap").get(1), ROUNDING);
    }

    @Test
    void pairedDifferenceAndItsProbabilitiesAreThoseOfScipy() {
        PairedDifference paired = PairedDifference.of(scipy.list("first"), scipy.list("second"), KEY);
        assertThat(paired.difference().mean())
                .isCloseTo(scipy.list("difference").get(0), ROUNDING);
        assertThat(paired.difference().student().lower())
                .isCloseTo(scipy.list("difference").get(1), ROUNDING);
        assertThat(paired.difference().student().upper())
                .isCloseTo(scipy.list("difference").get(2), ROUNDING);
        assertThat(paired.studentP()).isCloseTo(scipy.number("t_p"), ROUNDING);
        assertThat(paired.signFlipP()).isEqualTo(scipy.number("sign_flip_p"));
        assertThat(paired.wins()).isEqualTo(4);
        assertThat(paired.ties()).isZero();
    }

    @Test
    void correlationsOfTiedValuesAreThoseOfScipy() {
        Correlation correlation = Correlation.of(scipy.list("tied"), scipy.list("noisy"), KEY);
        assertThat(correlation.pairs()).isEqualTo(12);
        assertThat(correlation.pearson().value()).isCloseTo(scipy.number("pearson"), ROUNDING);
        assertThat(correlation.spearman().value()).isCloseTo(scipy.number("spearman"), ROUNDING);
        agree(correlation.pearson().interval(), scipy.list("pearson_bootstrap"));
        agree(correlation.spearman().interval(), scipy.list("spearman_bootstrap"));
    }

    private static void agree(Interval interval, List<Double> reference) {
        assertThat(interval.lower()).isCloseTo(reference.get(0), OTHER_DRAWS);
        assertThat(interval.upper()).isCloseTo(reference.get(1), OTHER_DRAWS);
    }

    @Test
    void fivePairsThatAllAgreeCannotBeMoreCertainThanOneInSixteen() {
        PairedDifference paired =
                PairedDifference.of(List.of(2.0, 3.0, 4.0, 5.0, 6.0), List.of(1.0, 1.0, 1.0, 1.0, 1.0), KEY);
        assertThat(paired.signFlipP()).isEqualTo(2.0 / 32);
    }

    @Test
    void equalContendersAreNotToldApart() {
        List<Double> values = List.of(0.8, 0.7, 0.9);
        PairedDifference paired = PairedDifference.of(values, values, KEY);
        assertThat(paired.studentP()).isEqualTo(1);
        assertThat(paired.signFlipP()).isEqualTo(1);
        assertThat(paired.ties()).isEqualTo(3);
        assertThat(paired.difference().bootstrap().excludesZero()).isFalse();
    }

    @Test
    void nothingIsSaidOfTheSpreadOfOneValue() {
        Mean mean = Mean.of(List.of(0.5), KEY);
        assertThat(mean.mean()).isEqualTo(0.5);
        assertThat(mean.deviation()).isNaN();
        assertThat(mean.student()).isEqualTo(Interval.UNKNOWN);
        assertThat(mean.bootstrap()).isEqualTo(Interval.UNKNOWN);
    }

    @Test
    void studentsIntervalHoldsTheMeanNineteenTimesInTwentyAndResamplingFewValuesDoesNot() {
        RandomGenerator random = RandomKey.of(11, "test").generator();
        int trials = 1000;
        int student = 0;
        int bootstrap = 0;
        for (int trial = 0; trial < trials; trial++) {
            Mean mean = Mean.of(
                    IntStream.range(0, 5).mapToObj(i -> random.nextGaussian()).toList(), KEY);
            student += mean.student().excludesZero() ? 0 : 1;
            bootstrap += mean.bootstrap().excludesZero() ? 0 : 1;
        }
        // 950 +- 7 by the binomial distribution; resampling five values gives about 830.
        assertThat(student).isBetween(925, 975);
        assertThat(bootstrap).isBetween(780, 880);
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mean.of(List.of(), KEY))
                .withMessageStartingWith("values must be finite, at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mean.of(List.of(1.0, Double.NaN), KEY))
                .withMessageStartingWith("values must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedDifference.of(List.of(1.0), List.of(1.0, 2.0), KEY))
                .withMessageStartingWith("first and second must be pairs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlation.of(List.of(1.0, 2.0), List.of(1.0, 2.0), KEY))
                .withMessageStartingWith("first and second must be pairs, at least 3");
    }

    @Test
    void theRatioOfStepsIgnoresWhatDisturbsFewRepetitionsAndShowsWhatEveryOnePays() {
        List<List<Double>> reference = List.of(List.of(1.0, 2.0), List.of(9.0, 2.0), List.of(1.0, 2.0));
        List<List<Double>> work = List.of(List.of(1.5, 2.0), List.of(1.5, 2.0), List.of(1.5, 8.0));
        assertThat(StepRatio.of(work, reference, KEY).ratio()).isEqualTo(3.5 / 3.0);
        assertThat(StepRatio.of(reference, reference, KEY)).isEqualTo(new StepRatio(1, new Interval(1, 1)));
    }

    @Test
    void aLongerStepIsInItsInterval() {
        RandomGenerator random = KEY.generator();
        List<List<Double>> reference = new ArrayList<>();
        List<List<Double>> work = new ArrayList<>();
        for (int turn = 0; turn < 12; turn++) {
            double here = 1 + 0.02 * random.nextDouble();
            reference.add(List.of(here, 1 + 0.02 * random.nextDouble()));
            work.add(List.of(1.3 * here, 1 + 0.02 * random.nextDouble()));
        }
        StepRatio found = StepRatio.of(work, reference, KEY);
        assertThat(found.ratio()).isBetween(1.14, 1.16);
        assertThat(found.bootstrap().lower()).isBetween(1.13, found.ratio());
        assertThat(found.bootstrap().upper()).isBetween(found.ratio(), 1.17);
    }

    @Test
    void stepsThatAreNotAsManyAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepRatio.of(List.of(List.of(1.0, 2.0)), List.of(List.of(1.0)), KEY))
                .withMessage("work and reference must be as many repetitions of as many steps: 1 of 2 and 1 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepRatio.of(List.of(List.of(1.0), List.of()), List.of(List.of(1.0)), KEY))
                .withMessageContaining("work must have as many steps in each repetition");
    }
}
