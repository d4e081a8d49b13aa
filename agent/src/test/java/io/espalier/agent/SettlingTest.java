package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private static final int STEPS = 3;

    private final DeterministicActor actor = new DeterministicActor(
            1,
            Td3Settings.DEFAULTS.common(),
            Td3Settings.DEFAULTS.noise(),
            Td3Settings.DEFAULTS.delay(),
            RandomKey.of(1, "test.actor"));
    private final PlanMemory memory = new PlanMemory(STEPS, 1000);

    /** One bad plan after the other, and the second one good. */
    private void play(int episodes) {
        for (int i = 0; i < episodes; i++) {
            double[] actions = new double[STEPS];
            Arrays.fill(actions, i == 1 ? 0.8 : 0.1);
            memory.add(new PlayedEpisode(new float[] {0, 0.5f, 1}, actions, new double[STEPS], 1, i == 1 ? 1 : 0));
        }
        memory.settle(Scale.RANK);
    }

    private double answer() {
        return actor.best(new float[] {0.5f});
    }

    @Test
    void anActorFromElsewhereImitatesTheBestPlans() {
        play(4);
        for (int round = 0; round < 4; round++) {
            new Settling(true).imitate(actor, memory, 4);
        }
        assertThat(answer()).isCloseTo(0.8, within(0.05));
    }

    @Test
    void theActorAnswersThroughoutTheOpeningAsItCame() {
        double before = answer();
        play(3);
        new Settling(true).imitate(actor, memory, 3);
        assertThat(answer()).isEqualTo(before);
    }

    @Test
    void itEndsAndIsForActorsFromElsewhereAlone() {
        play(4);
        Settling settling = new Settling(true);
        assertThat(settling.lasts(Settling.EPISODES - 1)).isTrue();
        assertThat(settling.lasts(Settling.EPISODES)).isFalse();
        assertThat(settling.model(memory, 4)).isPresent();
        assertThat(settling.model(memory, 3)).isEmpty();
        assertThat(settling.model(memory, Settling.EPISODES)).isEmpty();
        Settling same = new Settling(false);
        assertThat(same.lasts(0)).isFalse();
        assertThat(same.model(memory, 4)).isEmpty();
        assertThat(same.openingEpisodes()).isEqualTo(2);
    }

    @Test
    void theOpeningLiesBetweenAnswerAndAdvice() {
        double[] own = {1, 0, 0.4};
        assertThat(Settling.mixed(0, own, 0, 1, 0.8)).containsExactly(own);
        assertThat(Settling.mixed(1, own, 0, 1, 0.8)).containsExactly(0, 1, 0.8);
        assertThat(Settling.mixed(2, own, 0, 1, 0.8)).containsExactly(new double[] {0.75, 0.25, 0.5}, within(1e-12));
        assertThat(Settling.mixed(3, own, 0, 1, 0.8)).containsExactly(new double[] {0.5, 0.5, 0.6}, within(1e-12));
    }
}
