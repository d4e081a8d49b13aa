package io.espalier.env.state;

import io.espalier.env.profile.GroupProfile;
import io.espalier.models.walk.Feature;
import io.espalier.models.walk.Figure;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A feature of the table.
 *
 * @param feature of an observation
 * @param family that it is switched off with
 */
record FamilyFeature(Feature feature, FeatureFamily family) {

    /** A fact of a group that is a share as it stands. */
    static FamilyFeature share(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        List<Double> values = profiles.stream().mapToDouble(fact).boxed().toList();
        return new FamilyFeature(new Feature.OfGroup(name, values), family);
    }

    /** A fact of a group, divided by the largest one over the groups; 0 if none is positive. */
    static FamilyFeature relative(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        double largest = profiles.stream().mapToDouble(fact).max().orElse(0);
        return share(name, family, profiles, profile -> largest > 0 ? fact.applyAsDouble(profile) / largest : 0);
    }

    /** The same with {@code ln(1 + x)} of a size that spans decades. */
    static FamilyFeature logarithmic(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        return relative(name, family, profiles, profile -> Math.log1p(fact.applyAsDouble(profile)));
    }

    /** A fact of a group that knows no bound above, as {@code x / (1 + x)}. */
    static FamilyFeature squashed(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        return share(name, family, profiles, profile -> {
            double value = Math.max(0, fact.applyAsDouble(profile));
            return value / (1 + value);
        });
    }

    /** Something of the episode. */
    static FamilyFeature episode(Figure figure, FeatureFamily family) {
        return new FamilyFeature(new Feature.OfEpisode(figure), family);
    }
}
