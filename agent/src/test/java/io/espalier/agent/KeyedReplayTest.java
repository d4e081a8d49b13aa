package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.random.RandomKey;
import java.util.List;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class KeyedReplayTest {

    private static KeyedReplay filled(int transitions) {
        KeyedReplay replay = new KeyedReplay(4, 10, RandomKey.of(1, "test.replay"));
        for (int i = 0; i < transitions; i++) {
            Observation observation = new Observation(Nd4j.create(new double[] {i}, new long[] {1, 1}, 'c'));
            replay.store(new StateActionRewardState<>(observation, (double) i, i, false));
        }
        return replay;
    }

    private static List<Double> actions(List<StateActionRewardState<Double>> transitions) {
        return transitions.stream().map(StateActionRewardState::getAction).toList();
    }

    @Test
    void keepsNoMoreThanItsCapacityAndDropsTheOldest() {
        assertThat(actions(filled(13).oldestFirst()))
                .containsExactly(3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0);
    }

    @Test
    void aBatchHoldsDifferentTransitions() {
        KeyedReplay replay = filled(13);
        for (int i = 0; i < 50; i++) {
            assertThat(actions(replay.getBatch())).hasSize(4).doesNotHaveDuplicates();
        }
    }

    @Test
    void batchesDifferFromEachOtherAndFollowFromTheirNumber() {
        KeyedReplay replay = filled(13);
        List<Double> first = actions(replay.getBatch());
        List<Double> second = actions(replay.getBatch());
        assertThat(second).isNotEqualTo(first);
        KeyedReplay resumed = filled(0);
        resumed.restore(1, replay.oldestFirst());
        assertThat(actions(resumed.getBatch())).isEqualTo(second);
    }

    @Test
    void aBatchIsAsLargeAsTheMemoryWhenThatIsSmaller() {
        assertThat(filled(2).getBatch()).hasSize(2);
        assertThat(filled(2).getBatchSize()).isEqualTo(2);
    }
}
