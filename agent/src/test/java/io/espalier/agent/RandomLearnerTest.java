package io.espalier.agent;

class RandomLearnerTest implements LearnerContract {

    @Override
    public Learner create(long seed) {
        return new RandomLearner(seed);
    }
}
