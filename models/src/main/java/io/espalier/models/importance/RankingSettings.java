package io.espalier.models.importance;

/**
 * How units of different groups are weighed against each other.
 *
 * @param scope within what units compete
 * @param scaling of a group's scores before they are compared with another group's; of no effect on {@link Scope#LOCAL}
 * @param floor share of every group's units that always stays, in [0, 1]; at least one unit does
 */
public record RankingSettings(Scope scope, Scaling scaling, double floor) {

    /** Every group loses the same share; down to one unit. */
    public static final RankingSettings DEFAULTS = new RankingSettings(Scope.LOCAL, Scaling.MEAN, 0);

    /** Within what units compete. */
    public enum Scope {
        /** Within their group: every group loses the same share of its units. */
        LOCAL,
        /** In the whole network: one threshold on the scaled scores (Liu et al. 2017, section 3, "global threshold"). */
        GLOBAL,
        /**
         * Network, stage, layer: every stage loses the same share of its units, and within it one threshold divides that between its groups.
         * A stage is all groups whose channels are made at the same spatial size.
         */
        HIERARCHICAL
    }

    /** @throws IllegalArgumentException if the floor is not in [0, 1] */
    public RankingSettings {
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("floor must be in [0, 1]: " + floor);
        }
    }

    public RankingSettings withScope(Scope newScope) {
        return new RankingSettings(newScope, scaling, floor);
    }

    public RankingSettings withScaling(Scaling newScaling) {
        return new RankingSettings(scope, newScaling, floor);
    }

    public RankingSettings withFloor(double newFloor) {
        return new RankingSettings(scope, scaling, newFloor);
    }

    /** Units of a group of this width that always stay. */
    int least(int width) {
        return Math.max(1, (int) Math.ceil(floor * width));
    }
}
