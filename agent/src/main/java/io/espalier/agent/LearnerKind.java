package io.espalier.agent;

import java.util.Arrays;
import java.util.Locale;

/** The learners by their names in configurations. */
public enum LearnerKind {
    DDPG,
    TD3,
    SAC,
    RANDOM,
    UNIFORM,
    GREEDY,
    ANNEALING,
    EVOLUTION,
    CMAES,
    DQN,
    NSTEP,
    A2C;

    /** Whether one such learner can face several budgets: only an actor that sees the budget answers another one. */
    public boolean hasActor() {
        return this == DDPG || this == TD3 || this == SAC;
    }

    /** The name in configurations, in lower case. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the choices if there is no such learner */
    public static LearnerKind of(String configName) {
        return Arrays.stream(values())
                .filter(kind -> kind.configName().equals(configName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("learner must be one of "
                        + Arrays.stream(values()).map(LearnerKind::configName).toList() + ": " + configName));
    }
}
