package io.espalier.env.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.latency.LatencyRatio;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyPredictionTest {

    private static final double ROUNDING = 1e-12;

    private static final ChannelGroup GROUP =
            new ChannelGroup("conv", 8, List.of(new Member("conv", Axis.OUT, List.of(0, 1, 2, 3, 4, 5, 6, 7))));

    private static final PruningPlan HALF = PruningPlan.of(Map.of("conv", List.of(0, 1, 2, 3)));

    /** A network takes as much as it keeps, whatever is measured. */
    private record Proportional() implements LatencyPrediction.Learning {

        @Override
        public double ratio(int... kept) {
            return kept[0] / 8.0;
        }

        @Override
        public double relativeError() {
            return 0.01;
        }

        @Override
        public LatencyPrediction.Learning withMeasured(double ratio, int... kept) {
            return this;
        }
    }

    private final LatencyPrediction prediction = new LatencyPrediction(List.of(GROUP), "target", new Proportional());

    @Test
    void oneMeasurementChangesNothing() {
        prediction.learn(HALF, measured(0.6));
        assertThat(prediction.ratio(4)).isCloseTo(0.5, within(ROUNDING));
    }

    @Test
    void plansThatTakeLongerOneAfterTheOtherMakeAllPredictionsLonger() {
        for (int plan = 0; plan < 7; plan++) {
            prediction.learn(HALF, measured(0.55));
        }
        assertThat(prediction.ratio(4)).isCloseTo(0.55, within(ROUNDING));
        assertThat(prediction.ratio(8)).isCloseTo(1.1, within(ROUNDING));
        assertThat(prediction.of(HALF).ratio()).isCloseTo(0.55, within(ROUNDING));
    }

    @Test
    void oneThatIsFarOffAmongManyDoesNotCount() {
        for (int plan = 0; plan < 7; plan++) {
            prediction.learn(HALF, measured(plan == 3 ? 5 : 0.5));
        }
        assertThat(prediction.ratio(4)).isCloseTo(0.5, within(ROUNDING));
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        for (int plan = 0; plan < 30; plan++) {
            prediction.learn(HALF, measured(plan < 15 ? 0.7 : 0.5));
        }
        assertThat(prediction.ratio(4)).isCloseTo(0.5, within(ROUNDING));
    }

    /** One that says by its error how many networks it has learned from. */
    private record Counting(int learned) implements LatencyPrediction.Learning {

        @Override
        public double ratio(int... kept) {
            return 0.5;
        }

        @Override
        public double relativeError() {
            return learned;
        }

        @Override
        public LatencyPrediction.Learning withMeasured(double ratio, int... kept) {
            return new Counting(learned + 1);
        }
    }

    @Test
    void theModelLearnsFromWhatIsKnownToFivePercent() {
        LatencyPrediction counting = new LatencyPrediction(List.of(GROUP), "target", new Counting(0));
        counting.learn(HALF, measured(0.5, 0.06));
        assertThat(counting.relativeError()).isZero();
        counting.learn(HALF, measured(0.5, 0.04));
        assertThat(counting.relativeError()).isEqualTo(1);
    }

    private static CandidateLatency measured(double ratio) {
        return measured(ratio, 0.1);
    }

    private static CandidateLatency measured(double ratio, double halfWidth) {
        return CandidateLatency.measured(
                new LatencyRatio(ratio, (1 - halfWidth) * ratio, (1 + halfWidth) * ratio, 20), "target");
    }
}
