package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

import io.espalier.agent.network.SideBySide;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is learned has the same bits however many threads learn it. */
class LearnerThreadsTest {

    private static final int ROWS = 64;

    private final int usual = blas_get_num_threads();

    @AfterEach
    void restore() {
        blas_set_num_threads(usual);
    }

    @Test
    void criticsComputeTheSameSideBySide() {
        List<Object> alone = computed(SideBySide.ALONE);
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            assertThat(computed(threads)).isEqualTo(alone);
        }
    }

    private static List<Object> computed(SideBySide threads) {
        NetworkSettings settings = Td3Settings.DEFAULTS.networks();
        CriticView view = new CriticView(settings.criticInput(), 3, 5);
        Critics critics = new Critics(view, settings, ROWS, RandomKey.of(1, "test.critics"));
        critics.compute(threads);
        RandomGenerator generator = RandomKey.of(2, "test.rows").generator();
        List<Object> results = new ArrayList<>();
        for (int update = 0; update < 20; update++) {
            float[] rows = new float[ROWS * view.width()];
            double[] goals = new double[ROWS];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = generator.nextFloat();
            }
            Arrays.setAll(goals, row -> generator.nextDouble());
            results.add(critics.fit(rows, 0.5, goals));
            for (float value : critics.leastTargetValues(rows)) {
                results.add(value);
            }
            for (Critics.Opinion opinion : critics.opinions(2, rows)) {
                results.add(opinion.value(7));
                results.add(opinion.byAction(view, 7, 2));
            }
        }
        return results;
    }

    @ParameterizedTest
    @EnumSource(names = {"TD3", "SAC"})
    void learnersLearnTheSameWhateverTheNumberOfBlasThreads(LearnerKind kind) throws InterruptedException {
        blas_set_num_threads(1);
        float[] one = learned(kind);
        blas_set_num_threads(2);
        assertThat(learned(kind)).containsExactly(one);
    }

    private static float[] learned(LearnerKind kind) throws InterruptedException {
        Learner learner = LearnerSettings.DEFAULTS.withKind(kind).create(LearnerContract.PROBLEM.problem(), 1);
        int round = 0;
        while (learner.statistics().getOrDefault("updates", 0.0) < 50) {
            learner.learn(
                    RoundRunner.explore(learner, round, 4 * round, ToyEnvironment.round(LearnerContract.PROBLEM, 4)));
            round++;
        }
        return learner.actor().orElseThrow().params().toFloatVector();
    }
}
