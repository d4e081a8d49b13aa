package io.espalier.env.target;

import java.util.List;

/**
 * The raw samples of one block.
 *
 * @param id of its request
 * @param fingerprint of what measured
 * @param networks ids, in the order of the request
 * @param rounds in the order in which they were run
 * @param elapsedNanos from the first loading to the last round
 */
public record Block(
        String id, TargetFingerprint fingerprint, List<String> networks, List<Round> rounds, long elapsedNanos) {

    /** @throws IllegalArgumentException if there is no round, or one has not a time for each network */
    public Block {
        networks = List.copyOf(networks);
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("rounds must not be empty in block '" + id + "'");
        }
        for (Round round : rounds) {
            if (round.nanos().size() != networks.size()) {
                throw new IllegalArgumentException("round must have a time for each of %d networks in block '%s': %s"
                        .formatted(networks.size(), id, round.nanos()));
            }
        }
    }

    /**
     * One inference of every network.
     *
     * @param nanos wall time of one inference of each network, in the order of the request; positive
     * @param canaryNanos wall time of the canary before the first, between and after the networks, in the order in which they were run: one
     *     more than networks; empty where the target cannot run one
     * @param waitedNanos how long the measuring thread was ready but had no core; -1 where the system does not tell
     * @param stolenNanos how long the hypervisor ran something else, over all cores, in steps of the system's tick; -1 where the system
     *     does not tell
     */
    public record Round(List<Long> nanos, List<Long> canaryNanos, long waitedNanos, long stolenNanos) {

        /** What a system that does not tell reports. */
        public static final long UNKNOWN = -1;

        /**
         * A thread that waited for less of the time that it measured is called undisturbed: a kernel thread takes some ten microseconds
         * now and then, which a median does not see; who is displaced by another process waits for milliseconds.
         */
        private static final double LITTLE = 0.02;

        /** @throws IllegalArgumentException if a time is not positive */
        public Round {
            nanos = List.copyOf(nanos);
            canaryNanos = List.copyOf(canaryNanos);
            if (!nanos.stream().allMatch(time -> time > 0)) {
                throw new IllegalArgumentException("nanos must be positive: " + nanos);
            }
        }

        /** Whether the measuring thread waited for its core for so long that the times mean little. */
        public boolean waited() {
            return waitedNanos
                    > LITTLE * nanos.stream().mapToLong(Long::longValue).sum();
        }
    }
}
