package io.espalier.experiments.registry;

import io.espalier.models.policy.Policy;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.mlflow.ModelVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a registered policy says of itself in its tags: how accurate its network is, and under which conditions.
 *
 * @param accuracy of the pruned network on the search split, fine-tuned if the run does that, in [0, 1]
 * @param conditions by tag; two policies compare only if these are equal
 */
record Claim(double accuracy, SortedMap<String, String> conditions) {

    private static final String ACCURACY = "espalier.accuracy";
    private static final String NETWORK = "espalier.network";
    private static final String BUDGETS = "espalier.budgets";
    private static final String TARGET = "espalier.target";
    private static final String IMAGES = "espalier.images";
    private static final String NO_TARGET = "none";

    Claim {
        conditions = new TreeMap<>(conditions);
    }

    /** @param manifest of the policy's run, which tells the images that the accuracy is of */
    static Claim of(Policy policy, Manifest manifest, double accuracy) {
        return new Claim(
                accuracy,
                new TreeMap<>(Map.of(
                        NETWORK,
                        policy.network(),
                        BUDGETS,
                        joined(policy.budgets()),
                        TARGET,
                        policy.expected().latency().map(Policy.Latency::target).orElse(NO_TARGET),
                        IMAGES,
                        manifest.digests().getOrDefault("data.search", "unknown"))));
    }

    /** What a version's tags say, or nothing if they are not ours. */
    static Optional<Claim> of(ModelVersion version) {
        SortedMap<String, String> conditions = new TreeMap<>();
        for (String tag : new String[] {NETWORK, BUDGETS, TARGET, IMAGES}) {
            String value = version.tags().get(tag);
            if (value == null) {
                return Optional.empty();
            }
            conditions.put(tag, value);
        }
        try {
            return Optional.of(new Claim(Double.parseDouble(version.tags().getOrDefault(ACCURACY, "")), conditions));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    SortedMap<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>(conditions);
        tags.put(ACCURACY, String.valueOf(accuracy));
        return tags;
    }

    /** Why this is not better than a champion, or nothing if it is. */
    Optional<String> notBetterThan(Claim champion) {
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            String other = champion.conditions.get(condition.getKey());
            if (!condition.getValue().equals(other)) {
                return Optional.of("they do not compare: its %s is %s, this one's %s"
                        .formatted(condition.getKey(), other, condition.getValue()));
            }
        }
        return accuracy > champion.accuracy
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "its accuracy is %.4f, this one's %.4f", champion.accuracy, accuracy));
    }

    private static String joined(SortedMap<String, ?> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
