package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.ObservationSchema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnerSettingsTest {

    @ParameterizedTest
    @EnumSource(LearnerKind.class)
    void makesTheLearnerOfEachName(LearnerKind kind) {
        LearnerSettings settings = LearnerSettings.DEFAULTS.withKind(LearnerKind.of(kind.configName()));
        Learner learner = settings.create(new ObservationSchema(List.of("position")), 5);
        assertThat(learner.name()).isEqualTo(kind.configName());
    }

    @Test
    void namesTheChoicesWhenThereIsNoSuchLearner() {
        assertThatThrownBy(() -> LearnerKind.of("ddgp"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner must be one of [ddpg, random, uniform]: ddgp");
    }

    @Test
    void refusesAnActionThatIsNotANumber() {
        assertThatThrownBy(() -> LearnerSettings.DEFAULTS.withUniformAction(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action must be in [0, 1]: NaN");
    }

    @Test
    void refusesAReplaySmallerThanABatch() {
        assertThatThrownBy(() -> DdpgSettings.DEFAULTS.withReplay(64, 63))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("replayCapacity must be at least batchSize: 63");
    }
}
