package io.espalier.env.worker;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that hold cores while something is measured on another. Each runs pause instructions, which leave the execution units that cores
 * may share to the others, and takes half of its core from whoever would use them. They need no processor between measurements.
 */
final class Guards {

    private static final int PAUSES = 1000;

    private final Map<Integer, Guard> guards = new TreeMap<>();

    /** Begins to hold these cores and lets go of all others. */
    void hold(Set<Integer> cores) {
        for (int core : cores) {
            guards.computeIfAbsent(core, Guard::start);
        }
        guards.forEach((core, guard) -> guard.hold(cores.contains(core)));
    }

    /** Lets go of every core. */
    void rest() {
        hold(Set.of());
    }

    /** Ends them all; {@link #hold} starts new ones. */
    void dismiss() {
        guards.values().forEach(Guard::end);
        guards.clear();
    }

    private static final class Guard {

        private final Thread thread;
        private volatile boolean holds;
        private volatile boolean ended;

        private Guard(int core) {
            thread = new Thread(() -> stand(core), "guard of core " + core);
            thread.setDaemon(true);
        }

        static Guard start(int core) {
            Guard guard = new Guard(core);
            guard.thread.start();
            return guard;
        }

        void hold(boolean wanted) {
            holds = wanted;
            LockSupport.unpark(thread);
        }

        void end() {
            ended = true;
            hold(false);
        }

        private void stand(int core) {
            // One that is not on its core would sooner or later be on the one that is measured.
            if (!Affinity.pinThread(Set.of(core))) {
                return;
            }
            while (!ended) {
                if (holds) {
                    pause();
                } else {
                    LockSupport.park(this);
                }
            }
        }

        private static void pause() {
            for (int i = 0; i < PAUSES; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
