package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UniformLearnerTest implements LearnerContract {

    @Override
    public Learner create(long seed) {
        return new UniformLearner(0.4);
    }

    @Test
    void takesTheSameActionInEveryStep() throws InterruptedException {
        ToyEnvironment environment = ToyEnvironment.round(PROBLEM, 1).get(0);
        assertThat(RoundRunner.exploit(create(1), environment).actions()).containsOnly(0.4);
    }
}
