package io.espalier.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants of some groups: one of three ways to say how much stays.
 *
 * @param group name of groups, with {@code *} for any characters
 * @param ratio share of the units that goes, in (0, 1); 0 if the plan is said otherwise
 * @param keep number of units that stay, at least 1; 0 if the plan is said otherwise
 * @param units which units stay; empty if the plan is said otherwise
 */
public record GroupRequest(String group, double ratio, int keep, List<Integer> units) {

    /** @throws IllegalArgumentException if not exactly one way is used or a figure is out of range */
    public GroupRequest {
        units = List.copyOf(units);
        if (group.isBlank()) {
            throw new IllegalArgumentException("group must name a group: nothing");
        }
        int ways = (ratio == 0 ? 0 : 1) + (keep == 0 ? 0 : 1) + (units.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "group '%s' must have one of ratio, keep and units: %d".formatted(group, ways));
        }
        if (!(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException("ratio must be in (0, 1): " + ratio);
        }
        Ranges.atLeast("keep", keep, 0);
    }

    /** What stands in a file, where two of the three ways are left out. */
    @JsonCreator
    static GroupRequest of(
            @JsonProperty("group") @Nullable String group,
            @JsonProperty("ratio") @Nullable Double ratio,
            @JsonProperty("keep") @Nullable Integer keep,
            @JsonProperty("units") @Nullable List<Integer> units) {
        return new GroupRequest(
                Objects.requireNonNullElse(group, ""),
                Objects.requireNonNullElse(ratio, 0.0),
                Objects.requireNonNullElse(keep, 0),
                Objects.requireNonNullElse(units, List.of()));
    }
}
