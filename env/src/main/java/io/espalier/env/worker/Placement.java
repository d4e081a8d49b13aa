package io.espalier.env.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the measuring thread runs: on the least busy core, or where networks use several threads on as many cores, with everything else of
 * this process on the other ones, and guards on those that may share execution units with it. Where the system allows none of this, or all
 * cores are needed, nothing is pinned. To be used by the measuring thread.
 */
final class Placement {

    /** Long enough to see who runs, in ticks of 10 ms. */
    private static final long LOOK_NANOS = 50_000_000;

    /** A few turns of the scheduler. */
    private static final long QUIET_NANOS = 10_000_000;

    /** Other work on the own core that makes it worth to leave for one that has so much less. */
    private static final double BUSY_SHARE = 0.3;

    private final int threads;
    private final List<Integer> allowed;
    private final Guards guards = new Guards();
    private final CoreWaiting own = new CoreWaiting();
    private Set<Integer> cores;
    private boolean pinned;
    private Look look;

    private record Look(CoreLoad load, long nanoTime, long ranNanos) {}

    private Placement(int threads, List<Integer> allowed) {
        this.threads = threads;
        this.allowed = allowed;
        this.cores = new TreeSet<>(allowed);
        this.look = look();
    }

    /** Looks for a moment at what the cores do, then pins the calling thread. */
    static Placement ofThisThread(int threads) throws InterruptedException {
        Placement placement = new Placement(threads, Linux.allowedCores());
        if (threads == 1 || threads < placement.allowed.size()) {
            Thread.sleep(LOOK_NANOS / 1_000_000);
            placement.moveTo(placement.leastBusy(CoreLoad.now()));
        }
        return placement;
    }

    /** What the fingerprint says of it: {@code cores}, {@code pinning} and {@code guards}. */
    Map<String, String> facts() {
        return Map.of(
                "cores",
                        String.valueOf(allowed.isEmpty() ? Runtime.getRuntime().availableProcessors() : allowed.size()),
                "pinning", pinned ? threads == 1 ? "thread" : "cores" : "none",
                "guards", guarded().isEmpty() ? "off" : "on");
    }

    /** To be called where a block begins: from here on the load is looked at. */
    void blockBegins() {
        look = look();
    }

    /**
     * To be called before the networks of a block are warmed up: moves away from a core on which something else has run since the block began, and puts
     * up the guards.
     */
    void roundsBegin() {
        if (pinned && threads == 1 && System.nanoTime() - look.nanoTime >= LOOK_NANOS) {
            betterCore().ifPresent(core -> moveTo(Set.of(core)));
        }
        awaitOwnCore();
        guards.hold(guarded());
    }

    /**
     * Until nothing else runs on the own core, or for a moment: once the guards stand, the system sees as much to do on the other cores and
     * does not move it away any more.
     */
    private void awaitOwnCore() {
        long start = System.nanoTime();
        long quietSince = start;
        long waited = own.waitedNanos();
        for (long now = start;
                pinned && now - quietSince < QUIET_NANOS && now - start < LOOK_NANOS;
                now = System.nanoTime()) {
            long waitedNow = own.waitedNanos();
            if (waitedNow != waited) {
                waited = waitedNow;
                quietSince = now;
            }
        }
    }

    /** To be called when a block has ended, however it did. */
    void roundsEnd() {
        guards.rest();
    }

    private Look look() {
        return new Look(CoreLoad.now(), System.nanoTime(), own.ranNanos());
    }

    private Optional<Integer> betterCore() {
        Look now = look();
        double nanos = now.nanoTime - look.nanoTime;
        int core = cores.iterator().next();
        long others = now.load.since(look.load, core) - (now.ranNanos - look.ranNanos);
        int best = leastBusy(now.load).iterator().next();
        boolean better = best != core && (others - now.load.since(look.load, best)) / nanos > BUSY_SHARE;
        return better ? Optional.of(best) : Optional.empty();
    }

    /** Which cores to measure on: fast ones before slow ones, idle ones before busy ones, not two that share a core before it is needed. */
    private Set<Integer> leastBusy(CoreLoad now) {
        int fastest = allowed.stream().mapToInt(Linux::capacity).max().orElse(0);
        List<Integer> order = new ArrayList<>(allowed);
        // Among equals the last: system work gathers on the first.
        order.sort(Comparator.<Integer>comparingInt(core -> fastest - Linux.capacity(core))
                .thenComparingLong(core -> now.since(look.load, core))
                .thenComparing(Comparator.reverseOrder()));
        Set<Integer> chosen = new TreeSet<>();
        Set<Integer> shared = new HashSet<>();
        for (int core : order) {
            if (chosen.size() < threads && !shared.contains(core)) {
                chosen.add(core);
                shared.addAll(Linux.siblings(core));
            }
        }
        for (int core : order) {
            if (chosen.size() < threads) {
                chosen.add(core);
            }
        }
        return chosen;
    }

    private void moveTo(Set<Integer> chosen) {
        if (chosen.isEmpty()) {
            return;
        }
        Set<Integer> others = new TreeSet<>(allowed);
        others.removeAll(chosen);
        guards.dismiss();
        // The compiler and the collector of this virtual machine are not to run where it measures.
        boolean apart = others.isEmpty() || Affinity.pinAllThreads(others);
        pinned = apart && Affinity.pinThread(chosen);
        cores = pinned ? chosen : new TreeSet<>(allowed);
    }

    /**
     * The other cores that may share execution units with the measured ones: their siblings, and where a hypervisor hides who is whose sibling all. Others only cost power there.
     */
    private Set<Integer> guarded() {
        Set<Integer> guarded = new TreeSet<>();
        if (pinned) {
            cores.forEach(core -> guarded.addAll(Linux.siblings(core)));
            if (guarded.size() == cores.size() && hypervisor()) {
                guarded.addAll(allowed);
            }
            guarded.retainAll(allowed);
            guarded.removeAll(cores);
        }
        return guarded;
    }

    private static boolean hypervisor() {
        return Linux.processor("flags")
                .map(flags -> List.of(flags.split(" ")).contains("hypervisor"))
                .orElse(false);
    }
}
