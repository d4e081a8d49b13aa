package io.espalier.experiments.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class InterruptionTest {

    @Test
    void checkPassesUntilTheStopIsAskedFor() {
        Interruption interruption = new Interruption();
        interruption.check();
        assertThat(interruption.requested()).isFalse();
        interruption.request();
        assertThat(interruption.requested()).isTrue();
        assertThatThrownBy(interruption::check).isInstanceOf(InterruptedRunException.class);
    }

    /** A background job hands an ignored SIGINT down to its children, and Java leaves an ignored signal alone; this hands on the default. */
    private static final String HEARS_SIGINT =
            "import os,signal,sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";

    /** A process that gets a real signal: what it does after the loop shows that it was given the time. */
    @Test
    @Timeout(60)
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void controlCEndsTheLoopInOrderWith130() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "python3",
                        "-c",
                        HEARS_SIGINT,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Loop.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("started");
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            List<String> rest = output.lines().collect(Collectors.toList());
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(rest).contains("journal closed").anyMatch(line -> line.contains("stopping in order"));
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A run as a command would do it. */
    static final class Loop {

        private static final Duration GRACE = Duration.ofSeconds(15);

        private Loop() {}

        public static void main(String[] args) throws InterruptedException {
            Console console = Console.plain(System.out, System.err);
            try (Interruption interruption = Interruption.listen(console, GRACE, System::exit)) {
                System.out.println("started");
                loop(interruption);
            }
        }

        private static void loop(Interruption interruption) throws InterruptedException {
            try {
                while (true) {
                    Thread.sleep(20);
                    interruption.check();
                }
            } catch (InterruptedRunException e) {
                Thread.sleep(200);
                System.out.println("journal closed");
            }
        }
    }
}
