package io.espalier.env.worker;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Which cores threads may run on, set with {@code taskset}, which needs no privileges for threads of one's own. */
final class Affinity {

    private static final int PATIENCE_SECONDS = 30;

    private Affinity() {}

    /** Keeps the calling thread, and the threads that it will start, on these cores; false if that cannot be had. */
    static boolean pinThread(Collection<Integer> cores) {
        return Linux.threadId().map(thread -> taskset("-pc", cores, thread)).orElse(false);
    }

    /** Keeps all present threads of this process on these cores; false if that cannot be had. */
    static boolean pinAllThreads(Collection<Integer> cores) {
        return taskset("-apc", cores, String.valueOf(ProcessHandle.current().pid()));
    }

    private static boolean taskset(String option, Collection<Integer> cores, String id) {
        String list = cores.stream().map(String::valueOf).collect(Collectors.joining(","));
        List<String> command = List.of("taskset", option, list, id);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // There is no such program here.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
