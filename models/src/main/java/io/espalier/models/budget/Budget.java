package io.espalier.models.budget;

import io.espalier.models.cost.Cost;

/**
 * What a pruned network may cost at most, as shares of the unpruned one's cost; both hold at once.
 *
 * @param macs in (0, 1]; 1 for any
 * @param parameters in (0, 1]; 1 for any
 */
public record Budget(double macs, double parameters) {

    /** @throws IllegalArgumentException if a share is out of range */
    public Budget {
        requireShare("macs", macs);
        requireShare("parameters", parameters);
    }

    public static Budget ofMacs(double share) {
        return new Budget(share, 1);
    }

    public static Budget ofParameters(double share) {
        return new Budget(1, share);
    }

    /** Whether a network is within the budget. */
    public boolean holds(Cost pruned, Cost whole) {
        return pruned.macs() <= Math.floor(macs * whole.macs())
                && pruned.parameters() <= Math.floor(parameters * whole.parameters());
    }

    private static void requireShare(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1]: " + share);
        }
    }
}
