package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ActorCriticUpdateTest {

    private static final int STEPS = 4;
    private static final float[] SEEN = {0.5f};

    private final ActorCriticSettings settings = Td3Settings.DEFAULTS.common();
    private final CriticView view = new CriticView(settings.networks().criticInput(), 1, STEPS);
    private final PlanMemory memory = new PlanMemory(STEPS, 1000);
    private final Actor actor = new DeterministicActor(
            1, settings, Td3Settings.DEFAULTS.noise(), Td3Settings.DEFAULTS.delay(), RandomKey.of(1, "test.actor"));
    private final Critics critics =
            new Critics(view, settings.networks(), settings.updates().batchSize(), RandomKey.of(1, "test.critics"));

    private ActorCriticUpdate update() {
        for (int i = 0; i < 20; i++) {
            RandomGenerator generator = RandomKey.of(1, "test.plan").at(i).generator();
            double[] actions = new double[STEPS];
            Arrays.setAll(actions, step -> generator.nextDouble());
            memory.add(new PlayedEpisode(new float[STEPS], actions, new double[STEPS], 1, actions[0]));
        }
        memory.settle(Scale.RANK);
        return new ActorCriticUpdate(
                settings,
                1,
                new ActorCriticUpdate.Parts(memory, view, actor, critics),
                1,
                RandomKey.of(1, "test.update"));
    }

    @Test
    void anActorThatRestsStaysAsItIsWhileTheCriticsLearn() {
        ActorCriticUpdate update = update();
        double before = actor.best(SEEN);
        double first = update.update("test", false).critic();
        double last = first;
        for (int i = 0; i < 50; i++) {
            last = update.update("test", false).critic();
        }
        assertThat(actor.best(SEEN)).isEqualTo(before);
        assertThat(last).isLessThan(first);
        update.update("test", true);
        assertThat(actor.best(SEEN)).isNotEqualTo(before);
    }
}
