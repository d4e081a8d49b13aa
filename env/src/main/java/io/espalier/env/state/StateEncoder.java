package io.espalier.env.state;

import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.profile.GroupProfile;
import io.espalier.models.action.Bound;
import io.espalier.models.walk.Feature;
import io.espalier.models.walk.Observations;
import io.espalier.models.walk.Progress;
import java.util.List;

/**
 * From the profile of a group and the progress of the episode to named features in [0, 1]. What differs by group is scaled by its largest
 * value over the groups, sizes that span decades by their logarithm; what is a share stays a share. docs/state.md says it of each.
 */
public final class StateEncoder {

    private final List<FamilyFeature> features;
    private final Observations observations;
    private final ObservationSchema schema;

    /**
     * @param profiles of the groups in the order of an episode
     * @param bounds of the search
     * @throws IllegalArgumentException if there is no group, or the settings name a family that there is not, or leave none
     */
    public StateEncoder(List<GroupProfile> profiles, List<Bound> bounds, StateSettings settings) {
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("profiles must have a group: []");
        }
        settings.requireKnown();
        this.features = FeatureTable.of(List.copyOf(profiles), bounds).stream()
                .filter(feature -> settings.has(feature.family()))
                .toList();
        this.observations =
                new Observations(features.stream().map(FamilyFeature::feature).toList());
        this.schema = new ObservationSchema(
                observations.features().stream().map(Feature::name).toList());
    }

    public ObservationSchema schema() {
        return schema;
    }

    /** What an actor sees, without the families. */
    public Observations observations() {
        return observations;
    }

    /** The families of the features, in the schema's order. */
    public List<FeatureFamily> families() {
        return features.stream().map(FamilyFeature::family).toList();
    }

    /**
     * The observation before a group is decided.
     *
     * @param group index in the order of the profiles
     * @return one value in [0, 1] per name of the schema
     */
    public double[] encode(int group, Progress progress) {
        return observations.encode(group, progress);
    }
}
