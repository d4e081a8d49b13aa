package io.espalier.env.latency;

/**
 * How many rounds were accepted, and how many were not, each by the first of these causes that holds.
 *
 * @param accepted nothing is known against them
 * @param waited the measuring thread had to wait for its core
 * @param stolen the hypervisor ran something else
 * @param canary a canary was slower than its level
 * @param memory the memory canary was slower than its level
 * @param reference on a target without canaries: the reference was slower than its level
 */
public record RoundCounts(int accepted, int waited, int stolen, int canary, int memory, int reference) {

    public static final RoundCounts NONE = new RoundCounts(0, 0, 0, 0, 0, 0);

    /** All rounds. */
    public int total() {
        return accepted + rejected();
    }

    /** Rounds that do not count. */
    public int rejected() {
        return waited + stolen + canary + memory + reference;
    }

    public RoundCounts plus(RoundCounts other) {
        return new RoundCounts(
                accepted + other.accepted,
                waited + other.waited,
                stolen + other.stolen,
                canary + other.canary,
                memory + other.memory,
                reference + other.reference);
    }
}
