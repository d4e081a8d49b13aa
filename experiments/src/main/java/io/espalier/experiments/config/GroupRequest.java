package io.espalier.experiments.config;

import java.util.List;
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
    public GroupRequest(@Nullable String group, double ratio, int keep, @Nullable List<Integer> units) {
        this.group = group == null ? "" : group;
        this.ratio = ratio;
        this.keep = keep;
        this.units = units == null ? List.of() : List.copyOf(units);
        if (this.group.isBlank()) {
            throw new IllegalArgumentException("group must name a group: nothing");
        }
        int ways = (ratio == 0 ? 0 : 1) + (keep == 0 ? 0 : 1) + (this.units.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "group '%s' must have one of ratio, keep and units: %d".formatted(this.group, ways));
        }
        if (!(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException("ratio must be in (0, 1): " + ratio);
        }
        Ranges.atLeast("keep", keep, 0);
    }
}
