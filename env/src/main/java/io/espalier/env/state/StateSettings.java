package io.espalier.env.state;

import java.util.List;

/**
 * What a learner sees.
 *
 * @param without names of the families of features that are left out
 */
public record StateSettings(List<String> without) {

    /** Everything. */
    public static final StateSettings DEFAULTS = new StateSettings(List.of());

    public StateSettings {
        without = List.copyOf(without);
    }

    boolean has(FeatureFamily family) {
        return !without.contains(family.id());
    }

    /** @throws IllegalArgumentException if a name is none of a family, or no family is left */
    void requireKnown() {
        for (String name : without) {
            if (!FeatureFamily.ids().contains(name)) {
                throw new IllegalArgumentException(
                        "state.without must name families of features %s: '%s'".formatted(FeatureFamily.ids(), name));
            }
        }
        if (without.containsAll(FeatureFamily.ids())) {
            throw new IllegalArgumentException("state.without must leave a family of features: " + without);
        }
    }
}
