package io.espalier.env.reward;

import static io.espalier.env.reward.Evaluations.WHOLE;
import static io.espalier.env.reward.Evaluations.timed;
import static io.espalier.env.reward.Evaluations.untimed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.reward.RewardSettings.Form;
import io.espalier.env.reward.RewardSettings.Targets;
import io.espalier.models.cost.Cost;
import io.espalier.models.runtime.Score;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every form must keep, and what each is by hand. */
class RewardTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private static final RewardSettings AIMING = RewardSettings.DEFAULTS.withTargets(new Targets(0.4, 0.9, 0.5));

    static Stream<Arguments> rewards() {
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(Measure.values()).map(measure -> Arguments.of(form, measure)));
    }

    private static Reward adapted(Form form, Measure measure) {
        Reward reward = AIMING.withForm(form).withMeasure(measure).create(WHOLE);
        reward.roundFinished(List.of(timed(0.3, 0.9), timed(0.2, 0.95, new Cost(800, 100, 10))));
        return reward;
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void moreAccuracyPaysMore(Form form, Measure measure) {
        for (double ratio : new double[] {0.2, 0.45, 0.6}) {
            Reward reward = adapted(form, measure);
            double before = Double.NEGATIVE_INFINITY;
            for (int percent = 30; percent <= 100; percent += 5) {
                Evaluation evaluation = timed(percent / 100.0, ratio);
                assertThat(reward.of(evaluation)).isFinite().isGreaterThan(before);
                before = reward.of(evaluation);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void lessTimeAndLessArithmeticNeverPayLess(Form form, Measure measure) {
        Reward reward = adapted(form, measure);
        double timed = Double.POSITIVE_INFINITY;
        double untimed = Double.POSITIVE_INFINITY;
        for (int percent = 5; percent <= 120; percent += 5) {
            double now = reward.of(timed(0.8, percent / 100.0));
            double cheap = reward.of(untimed(0.8, new Cost(10L * percent, 100, 10)));
            assertThat(now).isLessThanOrEqualTo(timed);
            assertThat(cheap).isLessThanOrEqualTo(untimed);
            timed = now;
            untimed = cheap;
        }
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void meritIsTheSameWhateverWasAdapted(Form form, Measure measure) {
        Evaluation evaluation = timed(0.8, 0.45);
        assertThat(adapted(form, measure).merit(evaluation))
                .isEqualTo(
                        AIMING.withForm(form).withMeasure(measure).create(WHOLE).merit(evaluation));
    }

    @Test
    void accuracyIsTheQualityAlone() {
        assertThat(of(Form.ACCURACY, timed(0.8, 0.5))).isEqualTo(0.8);
    }

    @Test
    void guaranteedIsTheErrorTimesTheLogarithmOfTheMacs() {
        assertThat(of(Form.GUARANTEED, timed(0.8, 0.5))).isEqualTo(-0.2 * Math.log(500), ROUNDING);
        assertThat(of(Form.GUARANTEED, timed(1, 0.5))).isZero();
    }

    @Test
    void multiplicativeIsMnasNetsPowerOfTheRatio() {
        assertThat(of(Form.MULTIPLICATIVE, timed(0.8, 0.5)))
                .as("doubling the speed is worth 5 %% of the accuracy")
                .isEqualTo(0.8 * 1.0497166836230671, ROUNDING);
        assertThat(of(Form.MULTIPLICATIVE, untimed(0.8, WHOLE))).isEqualTo(0.8);
    }

    @Test
    void logarithmicPaysASavingTheSameWhateverTheAccuracy() {
        assertThat(of(Form.LOGARITHMIC, timed(0.8, 0.5))).isEqualTo(0.8 + 0.07 * Math.log(2), ROUNDING);
        assertThat(of(Form.LOGARITHMIC, timed(0.9, 1))).isEqualTo(0.9);
    }

    @Test
    void shapedIsTheAccuracyAtTheTarget() {
        assertThat(of(Form.SHAPED, timed(0.8, 0.5))).isEqualTo(0.8);
        assertThat(of(Form.SHAPED, timed(0.8, 1))).isEqualTo(0.8 / 1.0497166836230671, ROUNDING);
        assertThat(of(Form.SHAPED, timed(0.8, 0.25))).isEqualTo(0.8 * 1.0497166836230671, ROUNDING);
        assertThat(of(Form.SHAPED, untimed(0.8, new Cost(800, 100, 10))))
                .as("without time the target of MACs counts")
                .isEqualTo(0.8 / 1.0497166836230671, ROUNDING);
    }

    @Test
    void shapedHardPaysNothingForBeingFasterThanTheTarget() {
        assertThat(of(Form.SHAPED_HARD, timed(0.8, 0.25))).isEqualTo(0.8);
        assertThat(of(Form.SHAPED_HARD, timed(0.8, 1))).isEqualTo(0.8 / 1.0497166836230671, ROUNDING);
    }

    @Test
    void harmonicIsTheHarmonicMeanOfQualityAndSavings() {
        assertThat(of(Form.HARMONIC, timed(0.9, 0.4))).isEqualTo(2 * 0.9 * 0.6 / 1.5, ROUNDING);
        assertThat(of(Form.HARMONIC, untimed(0.9, new Cost(400, 100, 10)))).isEqualTo(0.72, ROUNDING);
        assertThat(of(Form.HARMONIC, timed(0.9, 1.1))).isZero();
        assertThat(of(Form.HARMONIC, timed(0, 1))).isZero();
    }

    @Test
    void lossIsMeasuredAsTheGeometricMeanOfTheRightClassesProbabilities() {
        Evaluation knowsNothing = new Evaluation(new Score(0.13, Math.log(10), 0.1), WHOLE, Optional.empty());
        Reward reward = AIMING.withForm(Form.ACCURACY).withMeasure(Measure.LOSS).create(WHOLE);
        assertThat(reward.of(knowsNothing)).isEqualTo(0.1, ROUNDING);
        assertThat(reward.of(new Evaluation(new Score(1, 0, 1), WHOLE, Optional.empty())))
                .isEqualTo(1);
        // Two images, whose right classes get 0.5 and 0.125.
        double loss = -(Math.log(0.5) + Math.log(0.125)) / 2;
        assertThat(reward.of(new Evaluation(new Score(0.5, loss, 0.3), WHOLE, Optional.empty())))
                .isEqualTo(0.25, ROUNDING);
    }

    @Test
    void confidenceIsTakenAsItIs() {
        Reward reward =
                AIMING.withForm(Form.ACCURACY).withMeasure(Measure.CONFIDENCE).create(WHOLE);
        assertThat(reward.of(new Evaluation(new Score(0.9, 0.2, 0.625), WHOLE, Optional.empty())))
                .isEqualTo(0.625);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnExponentThatIsNoWeight(double exponent) {
        assertThatThrownBy(() -> RewardSettings.DEFAULTS.withLatencyExponent(exponent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("latencyExponent must be at least 0: " + exponent);
    }

    @Test
    void refusesALagrangianWithoutATarget() {
        assertThatThrownBy(() -> RewardSettings.DEFAULTS.withForm(Form.LAGRANGIAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("targets must have one below 1 with the form lagrangian: ");
    }

    private static double of(Form form, Evaluation evaluation) {
        return AIMING.withForm(form).create(WHOLE).of(evaluation);
    }
}
