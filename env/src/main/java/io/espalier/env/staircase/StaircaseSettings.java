package io.espalier.env.staircase;

/**
 * How a table is built.
 *
 * @param budgetMillis time for measuring, at least 1; it may be exceeded by one block
 * @param wholePlans plans that are measured whole, at least 5
 * @param tolerance mean error of a layer's times at which no more of it is measured, in (0, 1)
 * @param rounds timed inferences of a network in a block, at least 3
 * @param seed of plans and orders; not 0
 */
public record StaircaseSettings(long budgetMillis, int wholePlans, double tolerance, int rounds, long seed) {

    /** Ten minutes at most. */
    public static final StaircaseSettings DEFAULTS =
            new StaircaseSettings(600_000, 120, StaircaseTable.TOLERANCE, 12, 1);

    /** @throws IllegalArgumentException if a value is out of range */
    public StaircaseSettings {
        if (!(budgetMillis >= 1 && wholePlans >= 5 && rounds >= 3)) {
            throw new IllegalArgumentException(
                    "budgetMillis must be at least 1, wholePlans at least 5, rounds at least 3: %d, %d, %d"
                            .formatted(budgetMillis, wholePlans, rounds));
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be in (0, 1): " + tolerance);
        }
        if (seed == 0) {
            throw new IllegalArgumentException("seed must not be 0: 0");
        }
    }

    public StaircaseSettings withBudgetMillis(long newBudgetMillis) {
        return new StaircaseSettings(newBudgetMillis, wholePlans, tolerance, rounds, seed);
    }

    public StaircaseSettings withWholePlans(int newWholePlans) {
        return new StaircaseSettings(budgetMillis, newWholePlans, tolerance, rounds, seed);
    }

    public StaircaseSettings withSeed(long newSeed) {
        return new StaircaseSettings(budgetMillis, wholePlans, tolerance, rounds, newSeed);
    }
}
