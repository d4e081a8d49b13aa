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

import io.espalier.env.action.Bound;
import io.espalier.env.profile.GroupProfile;
import java.util.ArrayList;
import java.util.List;

/** Every feature, in the order of an observation; docs/state.md has the same table with formulas and sources. */
final class FeatureTable {

    /** Groups whose ratios are remembered. */
    private static final int LAST_RATIOS = 3;

    private final List<GroupProfile> profiles;
    private final List<Feature> features = new ArrayList<>();

    private FeatureTable(List<GroupProfile> profiles) {
        this.profiles = profiles;
    }

    /** @param bounds of the search; MACs and latency have features always, the others if they bind */
    static List<Feature> of(List<GroupProfile> profiles, List<Bound> bounds) {
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
        features.add(new Feature("position", POSITION, (group, progress) -> last == 0 ? 0 : (double) group / last));
        features.add(
                Feature.logarithmic("width", GEOMETRY, profiles, p -> p.group().width()));
        features.add(Feature.logarithmic(
                "in_channels", GEOMETRY, profiles, p -> p.geometry().inChannels()));
        features.add(Feature.logarithmic(
                "positions", GEOMETRY, profiles, p -> p.geometry().positions()));
        features.add(Feature.logarithmic(
                "kernel_taps", GEOMETRY, profiles, p -> p.geometry().kernelTaps()));
        features.add(
                Feature.relative("layers", GEOMETRY, profiles, p -> p.geometry().layers()));
        features.add(Feature.share("macs_share", COST, profiles, GroupProfile::macsShare));
        features.add(Feature.share("parameters_share", COST, profiles, GroupProfile::parametersShare));
    }

    private void statistics() {
        features.add(Feature.relative("weight_mean_abs", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .meanAbsolute()));
        features.add(Feature.relative("weight_deviation", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .standardDeviation()));
        features.add(Feature.share("weight_small_share", WEIGHTS, profiles, p -> p.statistics()
                .weights()
                .smallShare()));
        features.add(Feature.relative("gradient_mean_abs", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .meanAbsolute()));
        features.add(Feature.relative("gradient_taylor", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .taylor()));
        features.add(Feature.relative("gradient_fisher", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .fisher()));
        features.add(Feature.squashed("gradient_spread", GRADIENTS, profiles, p -> p.statistics()
                .gradients()
                .spread()));
        features.add(Feature.relative("activation_mean_abs", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .meanAbsolute()));
        features.add(Feature.share("activation_zero_share", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .zeroShare()));
        features.add(Feature.squashed("activation_spread", ACTIVATION, profiles, p -> p.statistics()
                .activation()
                .spread()));
        features.add(Feature.share("variance_outside_quarter", REDUNDANCY, profiles, p -> p.statistics()
                .redundancy()
                .outsideQuarter()));
        features.add(Feature.share("variance_outside_half", REDUNDANCY, profiles, p -> p.statistics()
                .redundancy()
                .outsideHalf()));
    }

    private void reactions() {
        List<Double> ratios = profiles.get(0).sensitivity().ratios();
        for (int i = 0; i < ratios.size(); i++) {
            int ratio = i;
            features.add(Feature.share(
                    "sensitivity_" + Math.round(100 * ratios.get(i)), SENSITIVITY, profiles, p -> p.sensitivity()
                            .expectedDrops()
                            .get(ratio)));
        }
        features.add(Feature.share(
                "latency_share", LATENCY, profiles, p -> p.latency().share()));
        features.add(Feature.relative(
                "latency_slope", LATENCY, profiles, p -> p.latency().slope()));
    }

    private void budget(String key) {
        String name = key.substring(key.indexOf('.') + 1);
        features.add(Feature.progress(
                name + "_budget", BUDGET, progress -> progress.budget(key).budget()));
        features.add(Feature.progress(
                name + "_used", BUDGET, progress -> progress.budget(key).used()));
        features.add(Feature.progress(
                name + "_to_remove", BUDGET, progress -> progress.budget(key).toRemove()));
        features.add(Feature.progress(
                name + "_undecided", BUDGET, progress -> progress.budget(key).undecided()));
    }

    private void history() {
        for (int i = 0; i < LAST_RATIOS; i++) {
            int back = i;
            String name = i == 0 ? "last_ratio" : "last_ratio_" + (i + 1);
            features.add(Feature.progress(name, HISTORY, progress -> progress.lastRatio(back)));
        }
        features.add(Feature.progress("sparsity", HISTORY, Progress::sparsity));
    }
}
