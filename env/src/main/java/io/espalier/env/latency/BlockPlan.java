package io.espalier.env.latency;

import io.espalier.env.target.BlockRequest;
import io.espalier.models.random.RandomKey;

/**
 * What the blocks of one measurement are called and how long they last.
 *
 * @param id of the measurement
 * @param orders what the seeds of blocks are drawn with
 * @param seriesCount how many series share the time
 */
record BlockPlan(String id, RandomKey orders, MeterSettings settings, int seriesCount) {

    /**
     * The next block.
     *
     * @param number how many were measured before
     */
    BlockRequest request(int number, Series series) {
        return new BlockRequest(
                id + "/" + number,
                series.networks(),
                Canary.network(),
                settings.roundsPerBlock(),
                blockCapMillis(),
                orders.at(number).derivedSeed());
    }

    /** Such that the least number of blocks fits into the cap, as far as it is rounds that take the time. */
    private long blockCapMillis() {
        return Math.max(1, settings.capMillis() / ((long) settings.minBlocks() * seriesCount));
    }
}
