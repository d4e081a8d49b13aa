package io.espalier.env.worker;

import io.espalier.models.runtime.OnnxRuntimeBuild;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;

/** Listens to the parent on a thread of its own, so that the process ends at once when the parent has gone, also in the middle of a block. */
final class Inbox {

    /** What a request begins with, and what stands in the place of one when the parent has no more. */
    static final int JOB = 1;

    static final int GOODBYE = 0;

    private final SynchronousQueue<Job> jobs = new SynchronousQueue<>();

    private Inbox() {}

    static Inbox of(DataInputStream in) {
        Inbox inbox = new Inbox();
        Thread reader = new Thread(() -> inbox.listen(in), "requests");
        reader.setDaemon(true);
        reader.start();
        return inbox;
    }

    /** Waits for the next request. */
    Job take() throws InterruptedException {
        return jobs.take();
    }

    /** At once: nothing here needs to be put in order first, and the hooks of libraries would free what the measuring thread is using. */
    private static void end() {
        Runtime.getRuntime().halt(0);
    }

    private void listen(DataInputStream in) {
        try {
            while (in.readByte() == JOB) {
                jobs.put(Job.read(in));
            }
            end();
        } catch (IOException e) {
            // Killed, the parent could not even remove what it had unpacked.
            OnnxRuntimeBuild.removeLibraries();
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
