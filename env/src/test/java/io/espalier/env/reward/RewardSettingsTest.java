package io.espalier.env.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.reward.RewardSettings.Form;
import io.espalier.models.cost.Cost;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewardSettingsTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    @ParameterizedTest
    @EnumSource(Form.class)
    void fallsWhenAccuracyFalls(Form form) {
        RewardSettings reward = new RewardSettings(form, 0.07);
        assertThat(reward.reward(evaluation(0.8, 0.6))).isLessThan(reward.reward(evaluation(0.81, 0.6)));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void fallsWhenLatencyRises(Form form) {
        RewardSettings reward = new RewardSettings(form, 0.07);
        assertThat(reward.reward(evaluation(0.8, 0.7))).isLessThan(reward.reward(evaluation(0.8, 0.6)));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void isTheAccuracyForTheUnprunedNetwork(Form form) {
        assertThat(new RewardSettings(form, 0.5).reward(evaluation(0.9, 1.0))).isEqualTo(0.9);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void ignoresLatencyAtExponentZeroAndWhereNoneWasMeasured(Form form) {
        assertThat(new RewardSettings(form, 0).reward(evaluation(0.9, 0.5))).isEqualTo(0.9);
        assertThat(new RewardSettings(form, 0.07).reward(new Evaluation(0.9, 0.3, new Cost(1, 1, 1), Optional.empty())))
                .isEqualTo(0.9);
    }

    @Test
    void multipliesByThePowerOfTheRatioAsMnasNetDoes() {
        double expected = 0.8 * Math.exp(-0.07 * Math.log(0.5));
        assertThat(RewardSettings.DEFAULTS.reward(evaluation(0.8, 0.5))).isCloseTo(expected, ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnExponentThatIsNoWeight(double exponent) {
        assertThatThrownBy(() -> new RewardSettings(Form.MULTIPLICATIVE, exponent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("latencyExponent must be at least 0: " + exponent);
    }

    private static Evaluation evaluation(double accuracy, double ratio) {
        return new Evaluation(accuracy, 0.5, new Cost(1, 1, 1), Optional.of(CandidateLatency.predicted(ratio, 0, "")));
    }
}
