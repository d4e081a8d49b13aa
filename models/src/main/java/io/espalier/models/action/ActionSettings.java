package io.espalier.models.action;

import io.espalier.models.coupling.ChannelGroup;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which kept counts an action can mean.
 *
 * @param maxRatio largest share of a group that may be removed, in (0, 1)
 * @param channelMultiple kept counts are multiples of this where the group's width allows it; at least 1
 * @param dropSlower whether counts that are predicted to be slower than a larger one are left out; has no effect where nothing predicts
 * @param fill when an episode spends what is left of its budgets after its last step ({@link BudgetFill})
 * @param bounds by the name of a group the least and the largest share of it that may be kept, in [0, 1]; a group that is not named, and
 *     what is wider than {@code maxRatio} allows, is bounded by that alone
 */
public record ActionSettings(
        double maxRatio, int channelMultiple, boolean dropSlower, Fill fill, Map<String, List<Double>> bounds) {

    /** AMC's lower bound of 0.2 on what is kept; every channel count allowed that is worth its time. */
    public static final ActionSettings DEFAULTS = new ActionSettings(0.8, 1, true, Fill.LATENCY, Map.of());

    /** When the rest of a budget is spent. */
    public enum Fill {
        NEVER,
        /** In searches with a latency budget, whose legal counts are few. */
        LATENCY,
        ALWAYS;

        /** @param latencyBound whether the search has a latency budget */
        public boolean applies(boolean latencyBound) {
            return this == ALWAYS || (this == LATENCY && latencyBound);
        }
    }

    /** @throws IllegalArgumentException if a value is out of range */
    public ActionSettings {
        if (!(maxRatio > 0 && maxRatio < 1)) {
            throw new IllegalArgumentException("maxRatio must be in (0, 1): " + maxRatio);
        }
        if (!(channelMultiple >= 1)) {
            throw new IllegalArgumentException("channelMultiple must be at least 1: " + channelMultiple);
        }
        Map<String, List<Double>> copy = new TreeMap<>();
        bounds.forEach((group, range) -> {
            if (!(range.size() == 2 && 0 <= range.get(0) && range.get(0) <= range.get(1) && range.get(1) <= 1)) {
                throw new IllegalArgumentException(
                        "bounds must be [least, largest] kept share of a group, with 0 <= least <= largest <= 1: %s %s"
                                .formatted(group, range));
            }
            copy.put(group, List.copyOf(range));
        });
        bounds = Collections.unmodifiableMap(copy);
    }

    public ActionSettings withMaxRatio(double newRatio) {
        return new ActionSettings(newRatio, channelMultiple, dropSlower, fill, bounds);
    }

    public ActionSettings withChannelMultiple(int newMultiple) {
        return new ActionSettings(maxRatio, newMultiple, dropSlower, fill, bounds);
    }

    public ActionSettings withDropSlower(boolean newDropSlower) {
        return new ActionSettings(maxRatio, channelMultiple, newDropSlower, fill, bounds);
    }

    public ActionSettings withFill(Fill newFill) {
        return new ActionSettings(maxRatio, channelMultiple, dropSlower, newFill, bounds);
    }

    public ActionSettings withBounds(Map<String, List<Double>> newBounds) {
        return new ActionSettings(maxRatio, channelMultiple, dropSlower, fill, newBounds);
    }

    /** Smallest kept count of a group: what {@code maxRatio} and its bounds leave, rounded up to the multiple, and never more than the width. */
    int smallest(ChannelGroup group) {
        double share = Math.max(1 - maxRatio, range(group).get(0));
        int least = Math.max(1, (int) Math.ceil(group.width() * share - ROUNDING));
        return Math.min(group.width(), (least + channelMultiple - 1) / channelMultiple * channelMultiple);
    }

    /** Largest kept count of a group: its width or what its bounds leave, rounded down to the multiple if it is not the width. */
    int largest(ChannelGroup group) {
        int most = (int) Math.floor(group.width() * range(group).get(1) + ROUNDING);
        return most == group.width() ? most : most / channelMultiple * channelMultiple;
    }

    private List<Double> range(ChannelGroup group) {
        return bounds.getOrDefault(group.name(), WHOLE);
    }

    /** @throws IllegalArgumentException if a group has bounds and is none of these */
    void requireKnown(List<ChannelGroup> groups) {
        List<String> names = groups.stream().map(ChannelGroup::name).toList();
        bounds.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "action.bounds must name groups of the network: '%s' (the groups are %s)"
                                    .formatted(name, names));
                });
    }

    /** What limits the counts, as messages say it. */
    String limits() {
        return "action.max_ratio %s and action.channel_multiple %d%s"
                .formatted(maxRatio, channelMultiple, bounds.isEmpty() ? "" : " and action.bounds");
    }

    /**
     * The count that an action asks for, not yet a legal one.
     *
     * @param action in [0, 1]: 0 keeps all, 1 removes {@code maxRatio}
     * @throws IllegalArgumentException if the action is not in [0, 1]
     */
    double wanted(double action, int width) {
        if (!(action >= 0 && action <= 1)) {
            throw new IllegalArgumentException("action must be in [0, 1]: " + action);
        }
        return width * (1 - action * maxRatio);
    }

    /** The action in [0, 1] that asks for a count; a count that is below what 1 asks for is 1's. */
    double action(int count, int width) {
        return Math.max(0, Math.min(1, (1 - (double) count / width) / maxRatio));
    }

    private static final List<Double> WHOLE = List.of(0.0, 1.0);

    /** Keeps 10 * (1 - 0.8) = 1.9999999999999996 from being rounded up to 3 in other widths. */
    private static final double ROUNDING = 1e-9;
}
