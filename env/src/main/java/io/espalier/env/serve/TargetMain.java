package io.espalier.env.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Where the small distribution starts: {@code target serve} and nothing else. */
public final class TargetMain {

    private static final int FAILURE = 1;
    private static final long GRACE_SECONDS = 10;

    private TargetMain() {}

    /**
     * Serves until the process is told to end.
     *
     * @param args of {@link ServeCommand}
     */
    public static void main(String[] args) {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, ended), "target-end"));
        int code = run(new ServeCommand(() -> stopping.getCount() == 0, System.getenv()), args);
        ended.countDown();
        if (stopping.getCount() > 0) {
            System.exit(code);
        }
    }

    private static int run(ServeCommand command, String... args) {
        CommandLine line = new CommandLine(command)
                .setCommandName("espalier-target")
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionExceptionHandler((failure, failed, arguments) -> {
                    failed.getErr().println("espalier-target: " + failure.getMessage());
                    return FAILURE;
                });
        line.getCommandSpec().mixinStandardHelpOptions(true);
        return line.execute(args);
    }

    /** The machine is already ending; it waits for this. */
    private static void stop(CountDownLatch stopping, CountDownLatch ended) {
        stopping.countDown();
        try {
            if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(FAILURE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
