package io.espalier.agent.levels;

import org.deeplearning4j.rl4j.agent.learning.update.updater.NeuralNetUpdaterConfiguration;

/** When RL4J's updaters copy a network to its target. */
final class UpdateCounts {

    private UpdateCounts() {}

    /** RL4J counts its updates where the count can neither be read nor set, so a search that resumes must count by itself. */
    static final NeuralNetUpdaterConfiguration NEVER = NeuralNetUpdaterConfiguration.builder()
            .targetUpdateFrequency(Integer.MAX_VALUE)
            .build();
}
