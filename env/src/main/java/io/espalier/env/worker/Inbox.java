package io.espalier.env.worker;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;

/** Listens to the parent on a thread of its own, so that the process ends at once when the parent has gone, also in the middle of a block. */
final class Inbox {

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

    private void listen(DataInputStream in) {
        try {
            while (true) {
                jobs.put(Job.read(in));
            }
        } catch (IOException e) {
            // The parent has gone, which is how this process is told to end. Nothing here needs to be put in order
            // first, and the hooks of
            // libraries would free what the measuring thread is using.
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
