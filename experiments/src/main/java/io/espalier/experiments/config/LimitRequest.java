package io.espalier.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.espalier.models.coupling.KeepRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on what goes of some groups, as they stand in a file; what is left out allows everything.
 *
 * @param group pattern of a group's name or of a layer's that makes its channels
 * @param rule the same as {@code models} understands it
 */
public record LimitRequest(String group, KeepRule rule) {

    /** The keys of a file. */
    @JsonCreator
    static LimitRequest of(
            @JsonProperty("group") @Nullable String group,
            @JsonProperty("exclude") @Nullable Boolean exclude,
            @JsonProperty("min_ratio") @Nullable Double minRatio,
            @JsonProperty("max_ratio") @Nullable Double maxRatio,
            @JsonProperty("min_kept") @Nullable Integer minKept,
            @JsonProperty("max_kept") @Nullable Integer maxKept,
            @JsonProperty("multiple") @Nullable Integer multiple) {
        KeepRule any = KeepRule.ANYTHING;
        String pattern = Objects.requireNonNullElse(group, "");
        return new LimitRequest(
                pattern,
                new KeepRule(
                        pattern,
                        Objects.requireNonNullElse(exclude, any.exclude()),
                        Objects.requireNonNullElse(minRatio, any.minRatio()),
                        Objects.requireNonNullElse(maxRatio, any.maxRatio()),
                        Objects.requireNonNullElse(minKept, any.minKept()),
                        Objects.requireNonNullElse(maxKept, any.maxKept()),
                        Objects.requireNonNullElse(multiple, any.multiple())));
    }
}
