package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Blocks of the same networks of which only what was undisturbed is left; where that is too little, everything is left and it says so.
 *
 * @param kept for each block that counts the rounds that count
 * @param counts rounds by what became of them
 * @param disturbed whether {@code kept} holds everything
 * @param pace of the machine in the blocks that count; empty where it is not known
 */
record JudgedBlocks(List<List<Round>> kept, RoundCounts counts, boolean disturbed, Optional<Pace> pace) {

    /** A median of fewer rounds says little, unless the block had not many more. */
    private static final int ENOUGH_ROUNDS = 8;

    private static final int LEAST_SHARE = 4;

    /** By both canaries or, where that leaves too little, by the one that is of the core alone. */
    static JudgedBlocks lenient(List<Block> blocks, List<TargetNetwork> networks, Levels levels) {
        JudgedBlocks strict = of(blocks, networks, levels);
        return strict.disturbed() ? of(blocks, networks, levels.withoutMemory()) : strict;
    }

    /**
     * By both canaries.
     *
     * @param networks in the order of a block's places; the reference and its twin at least
     */
    static JudgedBlocks of(List<Block> blocks, List<TargetNetwork> networks, Levels levels) {
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
                ? new JudgedBlocks(kept, counts, false, Pace.of(kept, networks, levels.pace()))
                : new JudgedBlocks(blocks.stream().map(Block::rounds).toList(), counts, true, Optional.empty());
    }

    /** How many blocks count. */
    int counted() {
        return disturbed ? 0 : kept.size();
    }

    /** How many rounds the figures are of. */
    int rounds() {
        return kept.stream().mapToInt(List::size).sum();
    }

    /** How far the machine was behind its best pace, as a logarithm; 0 where that is not known. */
    double lag() {
        return pace.map(Pace::lag).orElse(0.0);
    }

    /** The time of one network divided by that of another at the machine's best pace, by their places in a block. */
    LatencyRatio ratio(int over, int under, RandomKey key) {
        Pace.Slope slope = slope(over, under);
        LatencyRatio ratio = BootstrapInterval.of(logRatios(over, under, slope), key);
        return pace.map(known -> ratio.widened(known.halfWidth(slope))).orElse(ratio);
    }

    /** How a network's ratio to the reference changes from the first blocks to the last. */
    Drift drift(int place, LatencyRatio ratio) {
        return Drift.of(
                logRatios(place, Series.REFERENCE, slope(place, Series.REFERENCE)).stream()
                        .map(BootstrapInterval::median)
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

    /** Of each round of each block, corrected by the block's lag where that is known. */
    private List<double[]> logRatios(int over, int under, Pace.Slope slope) {
        return IntStream.range(0, kept.size())
                .mapToObj(block -> {
                    double lag = pace.map(known -> known.lag(block)).orElse(0.0);
                    return logRatios(kept.get(block), over, under, -slope.value() * lag);
                })
                .toList();
    }

    private Pace.Slope slope(int over, int under) {
        return pace.map(known -> known.slope(over, under)).orElse(Pace.Slope.NONE);
    }

    private static double[] logRatios(List<Round> rounds, int over, int under, double correction) {
        return rounds.stream()
                .mapToDouble(round -> correction
                        + Math.log(
                                (double) round.nanos().get(over) / round.nanos().get(under)))
                .toArray();
    }

    private static int enough(Block block) {
        return Math.max(1, Math.min(ENOUGH_ROUNDS, block.rounds().size() / LEAST_SHARE));
    }
}
