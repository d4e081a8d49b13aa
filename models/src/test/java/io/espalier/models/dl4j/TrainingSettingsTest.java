package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrainingSettingsTest {

    private static final double EXACT = 1e-12;

    @Test
    void theLearningRateRisesInTheWarmUpAndFallsToNothing() {
        TrainingSettings settings =
                TrainingSettings.DEFAULTS.withEpochs(10).withSchedule(new TrainingSettings.Schedule(0.4, 2));
        CosineSchedule schedule = CosineSchedule.of(settings, 5);
        assertThat(IntStream.range(1, 10)).allMatch(step -> schedule.valueAt(step, 0) > schedule.valueAt(step - 1, 0));
        assertThat(schedule.valueAt(10, 0)).isCloseTo(0.4, within(EXACT));
        assertThat(IntStream.range(11, 50)).allMatch(step -> schedule.valueAt(step, 0) < schedule.valueAt(step - 1, 0));
        assertThat(schedule.valueAt(30, 0)).isCloseTo(0.2, within(EXACT));
        assertThat(schedule.valueAt(50, 0)).isCloseTo(0, within(EXACT));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        TrainingSettings settings = TrainingSettings.DEFAULTS;
        assertRefused(() -> settings.withEpochs(1), "warmUpEpochs must be below the number of epochs 1: 1.0");
        assertRefused(() -> settings.withBatchSize(0), "batchSize must be positive: 0");
        assertRefused(() -> settings.withSeed(0), "seed must not be 0: 0");
        assertRefused(() -> settings.withLabelSmoothing(Double.NaN), "labelSmoothing must be in [0, 1): NaN");
        assertRefused(() -> new TrainingSettings.Schedule(Double.NaN, 0), "learningRate must be positive: NaN");
        assertRefused(() -> new TrainingSettings.Optimiser(1, 0), "momentum must be in [0, 1): 1.0");
        assertRefused(() -> new TrainingSettings.Augmentation(true, -1, 0), "shift must be at least 0: -1");
        assertRefused(() -> TrainingSettings.Augmentation.NONE.withCutout(-1), "cutout must be at least 0: -1");
        assertRefused(() -> TrainingSettings.Distillation.NONE.withAlpha(Double.NaN), "alpha must be in [0, 1]: NaN");
        assertRefused(() -> TrainingSettings.Distillation.NONE.withTemperature(0), "temperature must be positive: 0.0");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
