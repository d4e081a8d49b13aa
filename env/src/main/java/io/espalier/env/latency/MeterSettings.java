package io.espalier.env.latency;

/**
 * How long a measurement lasts.
 *
 * @param precision it ends when every interval's half-width, as logarithm, is below this; 0.01 is about 1 %; in (0, 1)
 * @param roundsPerBlock rounds asked for in a block, at least 1
 * @param minBlocks blocks with enough accepted rounds before it may end by precision, at least 2
 * @param maxBlocks such blocks after which it ends in any case, at least {@code minBlocks}
 * @param capMillis time in blocks after which it ends in any case, but for two blocks, at least 1
 */
public record MeterSettings(double precision, int roundsPerBlock, int minBlocks, int maxBlocks, long capMillis) {

    /** One per cent; a block of 40 rounds of a network of half a millisecond takes a third of a second. */
    public static final MeterSettings DEFAULTS = new MeterSettings(0.01, 40, 6, 60, 60_000);

    /** Without a second block nothing is known of how far two loadings of a network differ. */
    public static final int LEAST_BLOCKS = 2;

    /** @throws IllegalArgumentException if a value is out of range */
    public MeterSettings {
        if (!(precision > 0 && precision < 1)) {
            throw new IllegalArgumentException("precision must be in (0, 1): " + precision);
        }
        requireAtLeast("roundsPerBlock", roundsPerBlock, 1);
        requireAtLeast("minBlocks", minBlocks, LEAST_BLOCKS);
        requireAtLeast("maxBlocks", maxBlocks, minBlocks);
        requireAtLeast("capMillis", capMillis, 1);
    }

    public MeterSettings withPrecision(double newPrecision) {
        return new MeterSettings(newPrecision, roundsPerBlock, minBlocks, maxBlocks, capMillis);
    }

    public MeterSettings withRoundsPerBlock(int newRoundsPerBlock) {
        return new MeterSettings(precision, newRoundsPerBlock, minBlocks, maxBlocks, capMillis);
    }

    /** Both at once, since one bounds the other. */
    public MeterSettings withBlocks(int newMinBlocks, int newMaxBlocks) {
        return new MeterSettings(precision, roundsPerBlock, newMinBlocks, newMaxBlocks, capMillis);
    }

    public MeterSettings withCapMillis(long newCapMillis) {
        return new MeterSettings(precision, roundsPerBlock, minBlocks, maxBlocks, newCapMillis);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (!(value >= least)) {
            throw new IllegalArgumentException("%s must be at least %d: %d".formatted(name, least, value));
        }
    }
}
