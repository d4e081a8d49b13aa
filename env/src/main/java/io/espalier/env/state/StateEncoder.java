package io.espalier.env.state;

import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.profile.GroupProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * From the profile of a group and the progress of the episode to named features in [0, 1]. What differs by group is scaled by its largest
 * value over the groups, sizes that span decades by their logarithm; what is a share stays a share. {@code latency_share} and
 * {@code latency_slope} are those of {@link GroupProfile.Latency}, 0 where nothing predicts.
 */
public final class StateEncoder {

    private final List<Map<String, Double>> facts;
    private final ObservationSchema schema;

    /** @throws IllegalArgumentException if there is no group */
    public StateEncoder(List<GroupProfile> profiles) {
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("profiles must have a group: []");
        }
        this.facts = staticFeatures(profiles);
        List<String> names = new ArrayList<>(facts.get(0).keySet());
        names.addAll(Progress.FEATURES);
        this.schema = new ObservationSchema(names);
    }

    public ObservationSchema schema() {
        return schema;
    }

    /** The features of a group that do not change during the search, by name. */
    public Map<String, Double> facts(int group) {
        return facts.get(group);
    }

    /**
     * The observation before a group is decided.
     *
     * @param group index in the order of the profiles
     * @return one value in [0, 1] per name of the schema
     */
    public double[] encode(int group, Progress progress) {
        List<Double> values = new ArrayList<>(facts.get(group).values());
        values.addAll(progress.values());
        return values.stream().mapToDouble(StateEncoder::clip).toArray();
    }

    private static List<Map<String, Double>> staticFeatures(List<GroupProfile> profiles) {
        List<Map<String, Double>> features = new ArrayList<>();
        profiles.forEach(profile -> features.add(new LinkedHashMap<>()));
        for (int i = 0; i < profiles.size(); i++) {
            features.get(i).put("position", profiles.size() == 1 ? 0.0 : (double) i / (profiles.size() - 1));
        }
        logarithmic(features, profiles, "width", p -> p.group().width());
        logarithmic(features, profiles, "in_channels", p -> p.geometry().inChannels());
        logarithmic(features, profiles, "positions", p -> p.geometry().positions());
        logarithmic(features, profiles, "kernel_taps", p -> p.geometry().kernelTaps());
        relative(features, profiles, "layers", p -> p.geometry().layers());
        share(features, profiles, "macs_share", GroupProfile::macsShare);
        share(features, profiles, "parameters_share", GroupProfile::parametersShare);
        relative(features, profiles, "weight_mean_abs", p -> p.weights().meanAbsolute());
        relative(features, profiles, "weight_deviation", p -> p.weights().standardDeviation());
        share(features, profiles, "weight_small_share", p -> p.weights().smallShare());
        relative(features, profiles, "gradient_mean_abs", p -> p.gradients().meanAbsolute());
        relative(features, profiles, "gradient_taylor", p -> p.gradients().taylor());
        List<Double> ratios = profiles.get(0).sensitivity().ratios();
        for (int r = 0; r < ratios.size(); r++) {
            int ratio = r;
            String name = "sensitivity_" + Math.round(100 * ratios.get(r));
            share(features, profiles, name, p -> p.sensitivity().accuracyDrops().get(ratio));
        }
        share(features, profiles, "latency_share", p -> p.latency().share());
        relative(features, profiles, "latency_slope", p -> p.latency().slope());
        return features;
    }

    private static void share(
            List<Map<String, Double>> features,
            List<GroupProfile> profiles,
            String name,
            ToDoubleFunction<GroupProfile> value) {
        scaled(features, profiles, name, value, 1);
    }

    private static void relative(
            List<Map<String, Double>> features,
            List<GroupProfile> profiles,
            String name,
            ToDoubleFunction<GroupProfile> value) {
        scaled(
                features,
                profiles,
                name,
                value,
                profiles.stream().mapToDouble(value).max().orElse(1));
    }

    private static void logarithmic(
            List<Map<String, Double>> features,
            List<GroupProfile> profiles,
            String name,
            ToDoubleFunction<GroupProfile> value) {
        relative(features, profiles, name, profile -> Math.log1p(value.applyAsDouble(profile)));
    }

    private static void scaled(
            List<Map<String, Double>> features,
            List<GroupProfile> profiles,
            String name,
            ToDoubleFunction<GroupProfile> value,
            double scale) {
        for (int i = 0; i < profiles.size(); i++) {
            features.get(i).put(name, scale > 0 ? clip(value.applyAsDouble(profiles.get(i)) / scale) : 0.0);
        }
    }

    /** A feature that is not a number stops the run; one outside [0, 1] is at its bound. */
    private static double clip(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("features must be finite: " + value);
        }
        return Math.max(0, Math.min(1, value));
    }
}
