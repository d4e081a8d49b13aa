package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.TargetNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Blocks with the same networks: the reference, the reference again, the {@link MemoryCanary}, some candidates.
 *
 * @param networks in that order
 * @param first index of the first candidate among all candidates of the measurement
 * @param blocks in the order in which they were measured
 */
record Series(List<TargetNetwork> networks, int first, List<Block> blocks) {

    static final int REFERENCE = 0;
    static final int TWIN = 1;
    static final int MEMORY = 2;
    static final int FIRST_CANDIDATE = 3;

    /** A round with more networks lasts so long that it is seldom undisturbed. */
    private static final int MOST_CANDIDATES = 3;

    Series {
        networks = List.copyOf(networks);
        blocks = List.copyOf(blocks);
    }

    /** As few series as possible, of about the same number of candidates each. */
    static List<Series> split(TargetNetwork reference, List<TargetNetwork> candidates) {
        int count = Math.max(1, (candidates.size() + MOST_CANDIDATES - 1) / MOST_CANDIDATES);
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i * candidates.size() / count;
            List<TargetNetwork> networks = new ArrayList<>(List.of(reference, reference, MemoryCanary.network()));
            networks.addAll(candidates.subList(from, (i + 1) * candidates.size() / count));
            all.add(new Series(networks, from, List.of()));
        }
        return all;
    }

    /** Mean of a round's times of reference and twin, which prefers neither. */
    static long reference(Block.Round round) {
        return (round.nanos().get(REFERENCE) + round.nanos().get(TWIN)) / 2;
    }

    /** How many candidates. */
    int candidates() {
        return networks.size() - FIRST_CANDIDATE;
    }

    /** Places whose ratio to the reference is told: the twin and the candidates. */
    IntStream compared() {
        return IntStream.concat(IntStream.of(TWIN), IntStream.range(FIRST_CANDIDATE, networks.size()));
    }

    Series with(Block block) {
        List<Block> more = new ArrayList<>(blocks);
        more.add(block);
        return new Series(networks, first, more);
    }
}
