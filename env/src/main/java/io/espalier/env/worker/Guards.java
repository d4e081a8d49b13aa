package io.espalier.env.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that hold cores while something is measured on another. Each runs pause instructions, which leave the execution units that cores
 * may share to the others, and takes half of its core from whoever would use them. They need no processor between measurements.
 */
final class Guards {

    private static final int PAUSES = 1000;

    private final List<Guard> guards = new ArrayList<>();

    /**
     * Has a guard for each of these cores, and none for others, ready to hold it; false, and none at all, if one cannot be kept on its core.
     */
    boolean appoint(Collection<Integer> cores) {
        dismiss();
        cores.forEach(core -> guards.add(Guard.start(core)));
        // One that is not on its core would sooner or later be on the one that is measured.
        boolean ready = guards.stream().map(guard -> guard.pinned.join()).reduce(true, Boolean::logicalAnd);
        if (!ready) {
            dismiss();
        }
        return ready;
    }

    /** Begins to hold their cores. */
    void hold() {
        guards.forEach(guard -> guard.hold(true));
    }

    /** Lets go of them. */
    void rest() {
        guards.forEach(guard -> guard.hold(false));
    }

    private void dismiss() {
        guards.forEach(Guard::end);
        guards.clear();
    }

    private static final class Guard {

        private final CompletableFuture<Boolean> pinned = new CompletableFuture<>();
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
            pinned.complete(Affinity.pinThread(Set.of(core)));
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
