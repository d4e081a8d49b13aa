package io.espalier.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A control: it acts by a rule that no experience changes, so there is nothing to learn, to tell or to keep but its name. */
interface FixedLearner extends Learner {

    @Override
    default void learn(List<Trajectory> round) {}

    @Override
    default Map<String, Double> statistics() {
        return Map.of();
    }

    @Override
    default void save(Path folder) {
        SavedKind.write(folder, name());
    }

    @Override
    default void restore(Path folder) {
        SavedKind.check(folder, name());
    }
}
