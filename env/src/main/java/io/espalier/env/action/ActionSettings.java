package io.espalier.env.action;

/**
 * Which kept counts an action can mean.
 *
 * @param maxRatio largest share of a group that may be removed, in (0, 1)
 * @param channelMultiple kept counts are multiples of this where the group's width allows it; at least 1
 * @param dropSlower whether counts that are predicted to be slower than a larger one are left out; has no effect where nothing predicts
 * @param fill when an episode spends what is left of its budgets after its last step ({@link BudgetFill})
 */
public record ActionSettings(double maxRatio, int channelMultiple, boolean dropSlower, Fill fill) {

    /** AMC's lower bound of 0.2 on what is kept; every channel count allowed that is worth its time. */
    public static final ActionSettings DEFAULTS = new ActionSettings(0.8, 1, true, Fill.LATENCY);

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
    }

    public ActionSettings withMaxRatio(double newRatio) {
        return new ActionSettings(newRatio, channelMultiple, dropSlower, fill);
    }

    public ActionSettings withChannelMultiple(int newMultiple) {
        return new ActionSettings(maxRatio, newMultiple, dropSlower, fill);
    }

    public ActionSettings withDropSlower(boolean newDropSlower) {
        return new ActionSettings(maxRatio, channelMultiple, newDropSlower, fill);
    }

    public ActionSettings withFill(Fill newFill) {
        return new ActionSettings(maxRatio, channelMultiple, dropSlower, newFill);
    }

    /** Smallest kept count of a group: what {@code maxRatio} leaves, rounded up to the multiple, and never more than the width. */
    public int smallest(int width) {
        int least = Math.max(1, (int) Math.ceil(width * (1 - maxRatio) - ROUNDING));
        return Math.min(width, (least + channelMultiple - 1) / channelMultiple * channelMultiple);
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

    /** Keeps 10 * (1 - 0.8) = 1.9999999999999996 from being rounded up to 3 in other widths. */
    private static final double ROUNDING = 1e-9;
}
