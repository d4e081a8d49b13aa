package io.espalier.experiments.interpretation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.espalier.experiments.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is said about a winning plan.
 *
 * @param groups one a group, in the network's order
 * @param features the strongest first; empty for learners without an actor
 */
public record Interpretation(List<GroupEffect> groups, List<FeatureEffect> features) {

    /** More lines of features than this say nothing. */
    private static final int SHOWN_FEATURES = 8;

    public Interpretation {
        groups = List.copyOf(groups);
        features = List.copyOf(features);
    }

    /** All figures. */
    public String json() {
        try {
            return JsonMapper.builder()
                            .addModule(new Jdk8Module())
                            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(this)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures must be writable as JSON", e);
        }
    }

    /** Tables for a terminal. */
    public List<String> lines() {
        Table table = new Table("group", "kept", "accuracy cost", "MACs saved", "time saved");
        for (GroupEffect effect : groups) {
            table.row(
                    effect.group(),
                    effect.kept() + " of " + effect.width(),
                    percent(effect.accuracyCost()),
                    percent(effect.macsSaved()),
                    effect.latencySaved().map(Interpretation::percent).orElse("-"));
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (!features.isEmpty()) {
            lines.add("");
            Table moved = new Table("feature", "moved the action by", "on average");
            features.stream()
                    .limit(SHOWN_FEATURES)
                    .forEach(effect ->
                            moved.row(effect.feature(), figure(effect.meanAbsolute()), signed(effect.mean())));
            lines.addAll(moved.lines());
        }
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }
}
