package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.target.Block;
import io.espalier.env.target.TargetFingerprint;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockTimesTest {

    private static final int ROUNDS = 12;
    private static final long CANARY = 100;
    private static final double ROUNDING = 1e-9;

    private static Block block(IntFunction<Block.Round> round) {
        return new Block(
                "block",
                TargetFingerprint.of(Map.of("machine", "made up")),
                List.of("reference", "candidate"),
                IntStream.range(0, ROUNDS).mapToObj(round).toList(),
                1);
    }

    private static Block.Round round(long reference, long candidate, long canary, long waited) {
        return new Block.Round(List.of(reference, candidate), List.of(canary, canary, canary), waited, 0);
    }

    @Test
    void takesTheMedianOfUndisturbedRounds() {
        BlockTimes times = BlockTimes.of(
                        block(i -> i % 2 == 0 ? round(1000 + i, 500, CANARY, 0) : round(1200, 1000, 2 * CANARY, 0)), 0)
                .orElseThrow();
        assertThat(times.nanos(0)).isCloseTo(1005, within(ROUNDING));
        assertThat(times.nanos(1)).isEqualTo(500);
        assertThat(times.ratio(1, 0)).isCloseTo(500 / 1005.0, within(1e-4));
        assertThat(times.weight()).isEqualTo(ROUNDS / 2);
        assertThat(times.canaryNanos()).isEqualTo(CANARY);
    }

    @Test
    void takesTheFastestQuarterWhereEveryRoundWasInterrupted() {
        Block interrupted = block(i -> round(i < 4 ? 1000 + i : 9000, i % 3 == 0 ? 500 : 4000, CANARY, 3000));
        assertThat(BlockTimes.of(interrupted, 0)).as("level not known").isEmpty();
        BlockTimes times = BlockTimes.of(interrupted, CANARY).orElseThrow();
        assertThat(times.ratio(1, 0)).isCloseTo(0.5, within(0.01));
        assertThat(times.weight()).isEqualTo(3);
    }

    @Test
    void takesNothingFromASharedCore() {
        assertThat(BlockTimes.of(block(i -> round(1000, 500, 2 * CANARY, 0)), CANARY))
                .isEmpty();
    }

    @Test
    void takesNothingWhereTheFastestDoNotAgree() {
        assertThat(BlockTimes.of(block(i -> round(1000 + 200L * i, 500, CANARY, 3000)), CANARY))
                .isEmpty();
    }

    @Test
    void doesWithoutCanaries() {
        BlockTimes times = BlockTimes.of(
                        block(i -> new Block.Round(
                                List.of(1000L, 600L), List.of(), Block.Round.UNKNOWN, Block.Round.UNKNOWN)),
                        0)
                .orElseThrow();
        assertThat(times.ratio(1, 0)).isCloseTo(0.6, within(ROUNDING));
        assertThat(times.canaryNanos()).isZero();
    }
}
