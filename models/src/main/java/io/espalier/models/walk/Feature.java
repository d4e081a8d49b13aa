package io.espalier.models.walk;

import java.util.List;

/** One number of an observation. */
public sealed interface Feature {

    String name();

    /**
     * Its value before a group is decided, not yet brought into [0, 1].
     *
     * @param group its place
     */
    double of(int group, Progress progress);

    /**
     * A fact of the group that does not change.
     *
     * @param values one a group, in the groups' order
     */
    record OfGroup(String name, List<Double> values) implements Feature {

        public OfGroup {
            values = List.copyOf(values);
        }

        @Override
        public double of(int group, Progress progress) {
            return values.get(group);
        }
    }

    /** Something of the episode. */
    record OfEpisode(Figure figure) implements Feature {

        @Override
        public String name() {
            return figure.name();
        }

        @Override
        public double of(int group, Progress progress) {
            return figure.formula().applyAsDouble(progress);
        }
    }
}
