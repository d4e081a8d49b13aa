package io.espalier.env.action;

/**
 * Which kept counts an action can mean.
 *
 * @param maxRatio largest share of a group that may be removed, in (0, 1)
 * @param channelMultiple kept counts are multiples of this where the group's width allows it; at least 1
 */
public record ActionSettings(double maxRatio, int channelMultiple) {

    /** AMC's lower bound of 0.2 on what is kept; every channel count allowed. */
    public static final ActionSettings DEFAULTS = new ActionSettings(0.8, 1);

    /** @throws IllegalArgumentException if a value is out of range */
    public ActionSettings {
        if (!(maxRatio > 0 && maxRatio < 1)) {
            throw new IllegalArgumentException("maxRatio must be in (0, 1): " + maxRatio);
        }
        if (!(channelMultiple >= 1)) {
            throw new IllegalArgumentException("channelMultiple must be at least 1: " + channelMultiple);
        }
    }

    /** Smallest kept count of a group: what {@code maxRatio} leaves, rounded up to the multiple, and never more than the width. */
    public int smallest(int width) {
        int least = Math.max(1, (int) Math.ceil(width * (1 - maxRatio) - ROUNDING));
        return Math.min(width, (least + channelMultiple - 1) / channelMultiple * channelMultiple);
    }

    /**
     * The kept count nearest to what an action asks for.
     *
     * @param action in [0, 1]: 0 keeps all, 1 removes {@code maxRatio}
     * @throws IllegalArgumentException if the action is not in [0, 1]
     */
    public int kept(double action, int width) {
        if (!(action >= 0 && action <= 1)) {
            throw new IllegalArgumentException("action must be in [0, 1]: " + action);
        }
        return legal(width * (1 - action * maxRatio), width);
    }

    /** The legal count nearest to a wanted one. */
    int legal(double wanted, int width) {
        long rounded = Math.round(wanted / channelMultiple) * channelMultiple;
        return (int) Math.max(smallest(width), Math.min(width, rounded));
    }

    /** The next smaller legal count; the smallest stays. */
    int below(int kept, int width) {
        int next = (kept - 1) / channelMultiple * channelMultiple;
        return Math.max(smallest(width), next);
    }

    /** Keeps 10 * (1 - 0.8) = 1.9999999999999996 from being rounded up to 3 in other widths. */
    private static final double ROUNDING = 1e-9;
}
