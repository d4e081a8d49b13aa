package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of the same networks of which only what was undisturbed is left; where that is too little, everything is left and it says so.
 *
 * @param kept for each block that counts the rounds that count
 * @param counts rounds by what became of them
 * @param disturbed whether {@code kept} holds everything
 */
record JudgedBlocks(List<List<Round>> kept, RoundCounts counts, boolean disturbed) {

    /** A median of fewer rounds says little, unless the block had not many more. */
    private static final int ENOUGH_ROUNDS = 8;

    private static final int LEAST_SHARE = 4;

    /** By both canaries or, where that leaves too little, by the one that is of the core alone. */
    static JudgedBlocks lenient(List<Block> blocks, Levels levels) {
        JudgedBlocks strict = of(blocks, levels);
        return strict.disturbed() ? of(blocks, levels.withoutMemory()) : strict;
    }

    /** By both canaries. */
    static JudgedBlocks of(List<Block> blocks, Levels levels) {
        Judge judge = Judge.of(blocks, levels);
        List<List<Round>> kept = new ArrayList<>();
        RoundCounts counts = RoundCounts.NONE;
        for (Block block : blocks) {
            List<Round> accepted = block.rounds().stream()
                    .filter(round -> judge.judge(round).accepted() > 0)
                    .toList();
            for (Round round : block.rounds()) {
                counts = counts.plus(judge.judge(round));
            }
            if (accepted.size() >= enough(block)) {
                kept.add(accepted);
            }
        }
        return kept.size() >= MeterSettings.LEAST_BLOCKS
                ? new JudgedBlocks(kept, counts, false)
                : new JudgedBlocks(blocks.stream().map(Block::rounds).toList(), counts, true);
    }

    /** How many blocks count. */
    int counted() {
        return disturbed ? 0 : kept.size();
    }

    /** How many rounds the figures are of. */
    int rounds() {
        return kept.stream().mapToInt(List::size).sum();
    }

    /** The time of one network divided by that of another, by their places in a block. */
    LatencyRatio ratio(int over, int under, RandomKey key) {
        return BootstrapInterval.of(
                kept.stream().map(rounds -> logRatios(rounds, over, under)).toList(), key);
    }

    /** How a network's ratio to the reference changes from the first blocks to the last. */
    Drift drift(int place, LatencyRatio ratio) {
        return Drift.of(
                kept.stream()
                        .map(rounds -> BootstrapInterval.median(logRatios(rounds, place, Series.REFERENCE)))
                        .toList(),
                kept.stream()
                        .map(rounds -> BootstrapInterval.median(rounds.stream()
                                .mapToDouble(round -> Math.log(round.nanos().get(Series.REFERENCE)))
                                .toArray()))
                        .toList(),
                ratio.halfWidth());
    }

    /** All times of the network at a place. */
    Times times(int place) {
        return Times.of(kept.stream()
                .flatMap(List::stream)
                .map(round -> round.nanos().get(place))
                .toList());
    }

    private static double[] logRatios(List<Round> rounds, int over, int under) {
        return rounds.stream()
                .mapToDouble(round -> Math.log(
                        (double) round.nanos().get(over) / round.nanos().get(under)))
                .toArray();
    }

    private static int enough(Block block) {
        return Math.max(1, Math.min(ENOUGH_ROUNDS, block.rounds().size() / LEAST_SHARE));
    }
}
