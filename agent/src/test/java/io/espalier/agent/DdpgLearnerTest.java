package io.espalier.agent;

class DdpgLearnerTest implements LearnerContract {

    /** Small and quick, and out of warm-up after the second round. */
    static final DdpgSettings SMALL = DdpgSettings.DEFAULTS
            .withNetworks(DdpgSettings.Networks.DEFAULTS.withHidden(24, 24).withLearningRates(1e-3, 1e-2))
            .withExploration(new DdpgSettings.Exploration(4, 0.5, 0.9))
            .withReplay(16, 60);

    @Override
    public Learner create(long seed) {
        return new DdpgLearner(SMALL, PROBLEM.schema(), seed);
    }
}
