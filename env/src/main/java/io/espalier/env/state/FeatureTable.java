package io.espalier.env.state;

import static io.espalier.env.state.FeatureFamily.ACTIVATION;
import static io.espalier.env.state.FeatureFamily.BUDGET;
import static io.espalier.env.state.FeatureFamily.COST;
import static io.espalier.env.state.FeatureFamily.GEOMETRY;
import static io.espalier.env.state.FeatureFamily.GRADIENTS;
import static io.espalier.env.state.FeatureFamily.HISTORY;
import static io.espalier.env.state.FeatureFamily.LATENCY;
import static io.espalier.env.state.FeatureFamily.POSITION;
import static io.espalier.env.state.FeatureFamily.REDUNDANCY;
import static io.espalier.env.state.FeatureFamily.SENSITIVITY;
import static io.espalier.env.state.FeatureFamily.WEIGHTS;

import io.espalier.env.profile.GroupProfile;
import io.espalier.models.action.Bound;
import io.espalier.models.walk.Feature;
import io.espalier.models.walk.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Every feature, in the order of an observation; docs/state.md has the same table with formulas and sources. */
final class FeatureTable {

    private final List<GroupProfile> profiles;
    private final List<FamilyFeature> features = new ArrayList<>();

    private FeatureTable(List<GroupProfile> profiles) {
        this.profiles = profiles;
    }

    /** @param bounds of the search; MACs and latency have features always, the others if they bind */
    static List<FamilyFeature> of(List<GroupProfile> profiles, List<Bound> bounds) {
        FeatureTable table = new FeatureTable(profiles);
        table.layers();
        table.statistics();
        table.reactions();
        for (String key : Bound.KEYS) {
            boolean binds = bounds.stream().anyMatch(bound -> bound.key().equals(key) && bound.binds());
            if (key.equals(Bound.MACS) || key.equals(Bound.LATENCY) || binds) {
                table.budget(key);
            }
        }
        table.history();
        return table.features;
    }

    private void layers() {
        int last = profiles.size() - 1;
        List<Double> positions = IntStream.rangeClosed(0, last)
                .mapToObj(group -> last == 0 ? 0 : (double) group / last)
                .toList();
        features.add(new FamilyFeature(new Feature.OfGroup("position", positions), POSITION));
        features.add(FamilyFeature.logarithmic(
                "width", GEOMETRY, profiles, p -> p.group().width()));
        features.add(FamilyFeature.logarithmic(
                "in_channels", GEOMETRY, profiles, p -> p.geometry().inChannels()));
        features.add(FamilyFeature.logarithmic(
                "positions", GEOMETRY, profiles, p -> p.geometry().positions()));
        features.add(FamilyFeature.logarithmic(
                "kernel_taps", GEOMETRY, profiles, p -> p.geometry().kernelTaps()));
        features.add(FamilyFeature.relative(
                "layers", GEOMETRY, profiles, p -> p.geometry().layers()));
        features.add(FamilyFeature.share("macs_share", COST, profiles, GroupProfile::macsShare));
        features.add(FamilyFeature.share("parameters_share", COST, profiles, GroupProfile::parametersShare));
    }

    private void statistics() {
        features.add(FamilyFeature.relative("weight_mean_abs", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .meanAbsolute()));
        features.add(FamilyFeature.relative("weight_deviation", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .standardDeviation()));
        features.add(FamilyFeature.share("weight_small_share", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .smallShare()));
        features.add(FamilyFeature.relative("gradient_mean_abs", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .meanAbsolute()));
        features.add(FamilyFeature.relative("gradient_taylor", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .taylor()));
        features.add(FamilyFeature.relative("gradient_fisher", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .fisher()));
        features.add(FamilyFeature.squashed("gradient_spread", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .spread()));
        features.add(FamilyFeature.relative("activation_mean_abs", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .meanAbsolute()));
        features.add(FamilyFeature.share("activation_zero_share", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .zeroShare()));
        features.add(FamilyFeature.squashed("activation_spread", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .spread()));
        features.add(FamilyFeature.share("variance_outside_quarter", REDUNDANCY, profiles, p -> p.statistics()
                .redundancy()
                .outsideQuarter()));
        features.add(FamilyFeature.share("variance_outside_half", REDUNDANCY, profiles, p -> p.statistics()
                .redundancy()
                .outsideHalf()));
    }

    private void reactions() {
        List<Double> ratios = profiles.get(0).sensitivity().ratios();
        for (int i = 0; i < ratios.size(); i++) {
            int ratio = i;
            features.add(FamilyFeature.share(
                    "sensitivity_" + Math.round(100 * ratios.get(i)), SENSITIVITY, profiles, p -> p.sensitivity()
                            .expectedDrops()
                            .get(ratio)));
        }
        features.add(FamilyFeature.share(
                "latency_share", LATENCY, profiles, p -> p.latency().share()));
        features.add(FamilyFeature.relative(
                "latency_slope", LATENCY, profiles, p -> p.latency().slope()));
    }

    private void budget(String key) {
        Figure.ofBound(key).forEach(figure -> features.add(FamilyFeature.episode(figure, BUDGET)));
    }

    private void history() {
        Figure.ofHistory().forEach(figure -> features.add(FamilyFeature.episode(figure, HISTORY)));
    }
}
