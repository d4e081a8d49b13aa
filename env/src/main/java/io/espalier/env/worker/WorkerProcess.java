package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One measuring process, as its parent sees it, from its start to its end. Not for several threads at once. */
final class WorkerProcess implements AutoCloseable {

    /** How long a process that was told to end may take, and how long one that ended may take to be gone. */
    private static final long GOODBYE_SECONDS = 2;

    private static final Duration START = Duration.ofSeconds(60);

    /** What a shell, and Java, adds to the number of the signal that ended a process. */
    private static final int SIGNALS = 128;

    private final Process process;
    private final Complaints complaints;
    private final Duration patience;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private final TargetFingerprint fingerprint;

    private WorkerProcess(Process process, Duration patience) {
        this.process = process;
        this.complaints = Complaints.of(process.getErrorStream());
        this.patience = patience;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.fingerprint = within(START, "start", () -> {
            requireSuccess();
            return TargetFingerprint.of(Frames.readFacts(answers));
        });
    }

    /**
     * @param patience with each network of a block, beyond what the request allows
     * @throws TargetException if it cannot be started, or does not find what the settings ask for
     */
    static WorkerProcess start(TargetSettings settings, Duration patience) {
        try {
            return start(WorkerCommand.of(settings), patience);
        } catch (UncheckedIOException e) {
            throw new TargetException("cannot start the measuring process: " + e.getMessage(), e);
        }
    }

    static WorkerProcess start(ProcessBuilder command, Duration patience) {
        try {
            return new WorkerProcess(command.start(), patience);
        } catch (IOException e) {
            throw new TargetException("cannot start the measuring process: " + e.getMessage(), e);
        }
    }

    TargetFingerprint fingerprint() {
        return fingerprint;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Measures a block.
     *
     * @throws WorkerDiedException if it ends meanwhile
     * @throws TargetException if the runtime does not take a network, or no answer comes in time; the process is ended then
     */
    Block measure(BlockRequest request) {
        Duration allowed = patience.multipliedBy(2L + request.networks().size()).plusMillis(2 * request.capMillis());
        return within(allowed, "measure block '" + request.id() + "'", () -> {
            requests.writeByte(Inbox.JOB);
            Job.write(request, requests);
            requests.flush();
            requireSuccess();
            Block block = Samples.read(answers).block(request, fingerprint);
            complaints.forget();
            return block;
        });
    }

    /** What is said to the process and heard from it. */
    private interface Dialogue<T> {

        T talk() throws IOException;
    }

    /** Ends the process when time is up, which ends every reading and writing. */
    private <T> T within(Duration allowed, String what, Dialogue<T> dialogue) {
        Deadline deadline = Deadline.in(allowed, process::destroyForcibly);
        try {
            return dialogue.talk();
        } catch (IOException e) {
            String end = end();
            if (deadline.isOver()) {
                throw new TargetException(
                        "the measuring process did not %s within %d s%s"
                                .formatted(what, allowed.toSeconds(), complaints.text()),
                        e);
            }
            throw new WorkerDiedException("the measuring process did not %s: %s".formatted(what, end), e);
        } finally {
            deadline.cancel();
        }
    }

    private void requireSuccess() throws IOException {
        if (answers.readByte() != WorkerMain.SUCCESS) {
            throw new TargetException(Frames.readText(answers));
        }
    }

    /** How it ended, in words, with what it said last. */
    private String end() {
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "it closed the connection" + complaints.text();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it closed the connection";
        }
        int status = process.exitValue();
        String how =
                status > SIGNALS ? "it was ended by signal " + (status - SIGNALS) : "it ended with status " + status;
        return how + complaints.text();
    }

    /** Says goodbye, at which it ends, and sees to it that it has. */
    @Override
    public void close() {
        try {
            requests.writeByte(Inbox.GOODBYE);
            requests.close();
        } catch (IOException e) {
            // It has gone already, with a request unread.
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
