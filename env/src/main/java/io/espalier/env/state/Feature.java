package io.espalier.env.state;

import io.espalier.env.profile.GroupProfile;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number of an observation.
 *
 * @param name of its own
 * @param family that it is switched off with
 * @param value of a group, given its place, and of the episode; brought into [0, 1] by whoever asks
 */
record Feature(String name, FeatureFamily family, Value value) {

    /** What a feature is computed from. */
    @FunctionalInterface
    interface Value {
        double of(int group, Progress progress);
    }

    /** A fact of a group that is a share as it stands. */
    static Feature share(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        double[] values = profiles.stream().mapToDouble(fact).toArray();
        return new Feature(name, family, (group, progress) -> values[group]);
    }

    /** A fact of a group, divided by the largest one over the groups; 0 if none is positive. */
    static Feature relative(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        double largest = profiles.stream().mapToDouble(fact).max().orElse(0);
        return share(name, family, profiles, profile -> largest > 0 ? fact.applyAsDouble(profile) / largest : 0);
    }

    /** The same with {@code ln(1 + x)} of a size that spans decades. */
    static Feature logarithmic(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        return relative(name, family, profiles, profile -> Math.log1p(fact.applyAsDouble(profile)));
    }

    /** A fact of a group that knows no bound above, as {@code x / (1 + x)}. */
    static Feature squashed(
            String name, FeatureFamily family, List<GroupProfile> profiles, ToDoubleFunction<GroupProfile> fact) {
        return share(name, family, profiles, profile -> {
            double value = Math.max(0, fact.applyAsDouble(profile));
            return value / (1 + value);
        });
    }

    /** Something of the episode. */
    static Feature progress(String name, FeatureFamily family, ToDoubleFunction<Progress> figure) {
        return new Feature(name, family, (group, progress) -> figure.applyAsDouble(progress));
    }
}
