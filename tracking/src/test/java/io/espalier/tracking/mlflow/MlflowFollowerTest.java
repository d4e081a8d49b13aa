package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.SampleRun;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server may do to us, played by a stub. */
class MlflowFollowerTest {

    private static final MlflowLimits SHORT = new MlflowLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path runs;

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private RunFolder folder;

    @BeforeEach
    void makeRun() throws IOException {
        folder = RunFolder.create(runs, "fashion", "0a1b", 7);
        Files.writeString(folder.policy(), "{}");
    }

    private static MlflowSettings settings(String address) {
        return MlflowSettings.of(address)
                .withCredentials(MlflowCredentials.NONE)
                .withLimits(SHORT);
    }

    private void writeJournal() {
        try (Journal journal = Journal.open(folder.journal(), () -> 1000)) {
            SampleRun.events(0.75).forEach(journal::write);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static long callThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mlflow-call"))
                .count();
    }

    private String addressOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void saysOnceThatAServerIsNotThereAndTheRunGoesOn() throws Exception {
        String address = addressOfNobody();
        try (MlflowFollower follower = MlflowFollower.follow(folder, settings(address), messages::add);
                Journal journal = Journal.open(folder.journal(), () -> 1000)) {
            for (RunEvent event : SampleRun.events(0.75)) {
                journal.write(event);
                Thread.sleep(60);
            }
            await(follower::hasFailed);
        }
        String port = address.substring(address.lastIndexOf(':') + 1);
        assertThat(messages)
                .containsExactly(
                        "MLflow server " + address + " cannot be told about this run (Connect to 127.0.0.1:" + port
                                + " [/127.0.0.1] failed: Connection refused); the run goes on and keeps everything in "
                                + folder.journal() + ", 'espalier sync " + folder.path() + " --to " + address
                                + "' sends it later");
        assertThat(JournalReader.read(folder.journal()))
                .hasSize(SampleRun.events(0.75).size());
    }

    @Test
    void sendsLaterWhatAServerThatWasAwayHasMissed() throws Exception {
        writeJournal();
        String address = addressOfNobody();
        assertThatThrownBy(() -> MlflowFollower.sync(folder, settings(address), messages::add))
                .isInstanceOf(MlflowUnavailableException.class)
                .hasMessageStartingWith(
                        "MLflow server " + address + " cannot be told about " + folder.path() + ": Connect to");

        try (MlflowStub stub = MlflowStub.start()) {
            assertThat(MlflowFollower.sync(folder, settings(stub.address()), messages::add))
                    .isEqualTo("run1");
            assertThat(stub.bodies("runs/log-batch")).anyMatch(body -> body.contains("episode/uniform/reward"));
            assertThat(stub.bodies("runs/update"))
                    .as("of the run and of the one below it")
                    .hasSize(2)
                    .allMatch(body -> body.contains("FINISHED"));
        }
    }

    @Test
    void goesOnWhenAFailingServerRecovers() throws Exception {
        try (MlflowStub stub = MlflowStub.start()) {
            stub.answer(500);
            try (Journal journal = Journal.open(folder.journal(), () -> 1000);
                    MlflowFollower follower = MlflowFollower.follow(folder, settings(stub.address()), messages::add)) {
                SampleRun.events(0.75).forEach(journal::write);
                await(follower::hasFailed);
                stub.answer(200);
                await(() -> !stub.bodies("runs/update").isEmpty());
            }
            assertThat(messages)
                    .singleElement()
                    .asString()
                    .contains("(status 500 Internal Server Error: {\"message\":\"stub\"})");
            assertThat(stub.artifacts()).containsEntry("/1/run1/artifacts/policy.json", "{}");
        }
    }

    @Test
    void isNotHeldUpByAServerThatNeverAnswers() throws Exception {
        try (MlflowStub stub = MlflowStub.start()) {
            stub.hang();
            long start = System.nanoTime();
            try (Journal journal = Journal.open(folder.journal(), () -> 1000);
                    MlflowFollower follower = MlflowFollower.follow(
                            folder,
                            settings(stub.address()).withLimits(SHORT.withCall(Duration.ofMillis(800))),
                            messages::add)) {
                SampleRun.events(0.75).forEach(journal::write);
                assertThat(follower.hasFailed())
                        .as("writing took no longer than the server's time limit")
                        .isFalse();
                await(follower::hasFailed);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(messages).singleElement().asString().contains("(no answer within 800 ms)");
        }
        await(() -> callThreads() == 0);
    }

    /** The server answers its first request when everything is written: who waits for it while writing waits for ever. */
    @Test
    @Timeout(120)
    void neverWritesBehindAnAnswerOfTheServer() throws Exception {
        MlflowLimits patient = SHORT.withCall(Duration.ofMinutes(10)).withClose(Duration.ofMinutes(1));
        int episodes = 2000;
        try (MlflowStub stub = MlflowStub.start()) {
            stub.hang();
            try (Journal journal = Journal.open(folder.journal(), () -> 1000);
                    MlflowFollower follower = MlflowFollower.follow(
                            folder, settings(stub.address()).withLimits(patient), messages::add)) {
                for (int i = 0; i < episodes; i++) {
                    journal.write(SampleRun.episode(i, "ddpg", Optional.empty()));
                }
                assertThat(JournalReader.read(folder.journal())).hasSize(episodes);
                assertThat(stub.bodies("experiments/get-by-name")).isEmpty();
                assertThat(follower.hasFailed()).isFalse();
                journal.write(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
                stub.release();
            }
            assertThat(stub.bodies("runs/update")).singleElement().asString().contains("FINISHED");
            assertThat(messages).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    void doesNotWaitAtTheEndForAServerThatFailedBefore() throws Exception {
        writeJournal();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.answer(500);
            MlflowLimits limits = SHORT.withCall(Duration.ofMinutes(10))
                    .withRetry(Duration.ofMinutes(10))
                    .withClose(Duration.ofMinutes(10));
            MlflowFollower follower =
                    MlflowFollower.follow(folder, settings(stub.address()).withLimits(limits), messages::add);
            await(follower::hasFailed);
            stub.hang();
            follower.close();
            assertThat(stub.bodies("runs/create")).isEmpty();
            assertThat(messages).singleElement().asString().contains("(status 500");
        }
    }

    @Test
    void tellsAServerThatCameBackEverythingAtTheEnd() throws Exception {
        try (MlflowStub stub = MlflowStub.start()) {
            stub.answer(500);
            MlflowLimits limits = SHORT.withRetry(Duration.ofMinutes(5)).withClose(Duration.ofSeconds(60));
            try (Journal journal = Journal.open(folder.journal(), () -> 1000);
                    MlflowFollower follower = MlflowFollower.follow(
                            folder, settings(stub.address()).withLimits(limits), messages::add)) {
                SampleRun.events(0.75).forEach(journal::write);
                await(follower::hasFailed);
                stub.answer(200);
            }
            // The training below the run, and the run.
            assertThat(stub.bodies("runs/update")).hasSize(2).allMatch(body -> body.contains("FINISHED"));
        }
    }

    /** The Java client leaks a connection with each 429 and hangs for ever on the third. */
    @Test
    void isNotHeldUpByAServerThatIsAlwaysTooBusy() throws Exception {
        writeJournal();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.answer(429);
            MlflowSettings patient = settings(stub.address()).withLimits(SHORT.withCall(Duration.ofSeconds(5)));
            assertThatThrownBy(() -> MlflowFollower.sync(folder, patient, messages::add))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageEndingWith("no answer within 5000 ms");
        }
        await(() -> callThreads() == 0);
    }

    @Test
    void closesInTimeWhenTheServerIsSlow() throws Exception {
        writeJournal();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.hang();
            MlflowLimits limits = SHORT.withCall(Duration.ofMinutes(1)).withClose(Duration.ofMillis(300));
            MlflowFollower follower =
                    MlflowFollower.follow(folder, settings(stub.address()).withLimits(limits), messages::add);
            long start = System.nanoTime();
            follower.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(messages)
                    .singleElement()
                    .asString()
                    .contains("(it needed more than 300 ms for the last events)");
        }
    }

    @Test
    void goesOnFromTheLastPortionThatArrived() throws Exception {
        try (Journal journal = Journal.open(folder.journal(), () -> 1000)) {
            for (int i = 0; i < 450; i++) {
                journal.write(SampleRun.episode(i, "ddpg", Optional.empty()));
            }
        }
        try (MlflowStub stub = MlflowStub.start()) {
            // 200 episodes with seven metrics each.
            stub.failAfterBatches(2);
            assertThatThrownBy(() -> MlflowFollower.sync(folder, settings(stub.address()), messages::add))
                    .isInstanceOf(MlflowUnavailableException.class);
            assertThat(MlflowProgress.read(folder.mlflow())
                            .to(stub.address())
                            .orElseThrow()
                            .sequence())
                    .isEqualTo(200);
            stub.failAfterBatches(Integer.MAX_VALUE);

            MlflowFollower.sync(folder, settings(stub.address()), messages::add);

            assertThat(stub.bodies("runs/create")).hasSize(1);
            assertThat(stub.bodies("runs/log-batch").stream()
                            .mapToInt(body -> body.split("episode/ddpg/reward", -1).length - 1)
                            .sum())
                    .isEqualTo(450);
        }
    }

    @Test
    void tellsTheServerWhoWeAre() throws Exception {
        writeJournal();
        try (MlflowStub stub = MlflowStub.start()) {
            MlflowSettings known =
                    settings(stub.address()).withCredentials(new MlflowCredentials("ann", "secret", "", false));
            MlflowFollower.sync(folder, known, messages::add);
            assertThat(stub.authorizations()).containsOnly("Basic YW5uOnNlY3JldA==");
        }
    }

    @Test
    void saysThatFilesStayWhenTheServerDoesNotTakeThem() throws Exception {
        writeJournal();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.keepArtifactsAt("s3://bucket/1/run1");
            MlflowFollower.sync(folder, settings(stub.address()), messages::add);
            assertThat(messages)
                    .containsExactly("MLflow server " + stub.address()
                            + " does not take files itself (it keeps them at s3://bucket/1/run1); they stay in "
                            + folder.path());
            assertThat(stub.artifacts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405})
    void aServerThatKnowsNoDataSetsGetsAllElse(int status) throws Exception {
        writeJournal();
        writeManifest();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.refuse("runs/log-inputs", status);
            MlflowFollower.sync(folder, settings(stub.address()), messages::add);
            assertThat(messages)
                    .containsExactly("MLflow server " + stub.address()
                            + " does not take data sets, which came with MLflow 2.4; " + folder.manifest()
                            + " has their digests");
            assertThat(stub.bodies("runs/log-batch")).anyMatch(body -> body.contains("mlflow.source.git.commit"));
            assertThat(stub.bodies("runs/update")).anyMatch(body -> body.contains("FINISHED"));
        }
    }

    @Test
    void dataSetsThatAServerCannotTakeNowAreSentAgain() throws Exception {
        writeJournal();
        writeManifest();
        try (MlflowStub stub = MlflowStub.start()) {
            stub.refuse("runs/log-inputs", 500);
            assertThatThrownBy(() -> MlflowFollower.sync(folder, settings(stub.address()), messages::add))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageContaining("status 500");
            stub.refuse("runs/log-inputs", 200);
            MlflowFollower.sync(folder, settings(stub.address()), messages::add);
            assertThat(messages).isEmpty();
        }
    }

    private void writeManifest() {
        new Manifest(
                        new Manifest.Code("0.1.0", "abc", Map.of()),
                        Manifest.Machine.here(""),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("data.test", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                        Map.of("test", 100L),
                        Map.of(),
                        Map.of())
                .write(folder.manifest());
    }

    @Test
    void refusesToSendAnEmptyJournal() throws Exception {
        Files.createFile(folder.journal());
        try (MlflowStub stub = MlflowStub.start()) {
            assertThatThrownBy(() -> MlflowFollower.sync(folder, settings(stub.address()), messages::add))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("journal must hold an event: " + folder.journal());
        }
    }

    @Test
    void aRunThatIsResumedGoesOnInTheSameRunOfTheServerWithoutAPointTwice() throws Exception {
        try (MlflowStub stub = MlflowStub.start()) {
            RunEvent first = SampleRun.episode(0, "ddpg", Optional.empty());
            try (Journal journal = Journal.open(folder.journal(), () -> 1000)) {
                journal.write(first);
                journal.write(new RunEvent.RunFinished(RunEvent.Status.INTERRUPTED, "stopped by the user"));
            }
            MlflowFollower.sync(folder, settings(stub.address()), messages::add);
            try (Journal journal = Journal.resume(
                    folder.journal(), () -> 2000, () -> new RunEvent.RunResumed(Map.of("seconds", 1.0)))) {
                journal.write(first);
                journal.write(SampleRun.episode(1, "ddpg", Optional.empty()));
                MlflowFollower.sync(folder, settings(stub.address()), messages::add);
                assertThat(stub.bodies("runs/update").get(1))
                        .contains("RUNNING")
                        .doesNotContain("end_time");
                journal.write(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
            }
            MlflowFollower.sync(folder, settings(stub.address()), messages::add);
            assertThat(stub.bodies("runs/create")).hasSize(1);
            assertThat(stub.bodies("runs/update").get(2)).contains("FINISHED");
            assertThat(stub.bodies("runs/log-batch").stream()
                            .mapToInt(body -> body.split("episode/ddpg/reward", -1).length - 1)
                            .sum())
                    .isEqualTo(2);
        }
    }
}
