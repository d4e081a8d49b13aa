package io.espalier.env.worker;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
    private final Cores all;
    private final Guards guards = new Guards();
    private final CoreWaiting own = new CoreWaiting();
    private final Map<String, String> facts = new TreeMap<>();
    private Set<Integer> cores = Set.of();
    private Look look;

    private record Look(CoreLoad load, long nanoTime, long ranNanos) {}

    private Placement(int threads, Cores all) {
        this.threads = threads;
        this.all = all;
        this.look = look();
        int count = all.count() > 0 ? all.count() : Runtime.getRuntime().availableProcessors();
        facts.put("cores", String.valueOf(count));
        facts.put("pinning", "none");
        facts.put("guards", "off");
    }

    /** Looks for a moment at what the cores do, then pins the calling thread. */
    static Placement ofThisThread(int threads) throws InterruptedException {
        Placement placement = new Placement(threads, Cores.ofThisMachine());
        int count = placement.all.count();
        if (count > 0 && (threads == 1 || threads < count)) {
            Thread.sleep(LOOK_NANOS / 1_000_000);
            placement.settle();
        }
        return placement;
    }

    private void settle() {
        Set<Integer> best = all.leastBusy(threads, CoreLoad.now(), look.load);
        if (moveTo(best)) {
            cores = best;
            facts.put("pinning", threads == 1 ? "thread" : "cores");
            Set<Integer> sharing = all.sharing(best);
            facts.put("guards", !sharing.isEmpty() && guards.appoint(sharing) ? "on" : "off");
        }
    }

    /** What the fingerprint says of it: {@code cores}, {@code pinning} and {@code guards}. */
    Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    /** To be called where a block begins: from here on the load is looked at. */
    void blockBegins() {
        look = look();
    }

    /**
     * To be called before the networks of a block are warmed up: moves away from a core on which something else has run since the block
     * began, and puts up the guards.
     */
    void roundsBegin() {
        if (cores.size() == 1 && System.nanoTime() - look.nanoTime >= LOOK_NANOS) {
            leaveBusyCore();
        }
        if (!cores.isEmpty()) {
            awaitOwnCore();
            guards.hold();
        }
    }

    /** To be called when a block has ended, however it did. */
    void roundsEnd() {
        guards.rest();
    }

    private Look look() {
        return new Look(CoreLoad.now(), System.nanoTime(), own.ranNanos());
    }

    /** Threads of a runtime would stay behind, so this is for one thread. */
    private void leaveBusyCore() {
        Look now = look();
        double nanos = now.nanoTime - look.nanoTime;
        int core = cores.iterator().next();
        long others = now.load.since(look.load, core) - (now.ranNanos - look.ranNanos);
        Set<Integer> best = all.leastBusy(1, now.load, look.load);
        long there = now.load.since(look.load, best.iterator().next());
        if (!best.equals(cores) && (others - there) / nanos > BUSY_SHARE) {
            cores = best;
            // The figures of this process say that it is pinned and guarded.
            if (!moveTo(best) || ("on".equals(facts.get("guards")) && !guards.appoint(all.sharing(best)))) {
                throw new IllegalStateException("cannot move to core " + best + " any more");
            }
        }
    }

    /** The compiler and the collector of this virtual machine are not to run where it measures. */
    private boolean moveTo(Set<Integer> chosen) {
        Set<Integer> others = all.besides(chosen);
        return (others.isEmpty() || Affinity.pinAllThreads(others)) && Affinity.pinThread(chosen);
    }

    /**
     * Until nothing else runs on the own core, or for a moment: once the guards stand, the system sees as much to do on the other cores and
     * does not move it away any more.
     */
    private void awaitOwnCore() {
        long start = System.nanoTime();
        long quietSince = start;
        long waited = own.waitedNanos();
        for (long now = start; now - quietSince < QUIET_NANOS && now - start < LOOK_NANOS; now = System.nanoTime()) {
            long waitedNow = own.waitedNanos();
            if (waitedNow != waited) {
                waited = waitedNow;
                quietSince = now;
            }
        }
    }
}
