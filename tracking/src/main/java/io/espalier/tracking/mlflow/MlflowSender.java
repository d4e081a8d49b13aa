package io.espalier.tracking.mlflow;

import io.espalier.tracking.journal.JournalTail;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.mlflow.MlflowProgress.Sent;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;

/**
 * Sends one journal to one server, portion by portion, and remembers in the run's folder how far it came. A portion that fails is sent again as a whole, which
 * changes nothing for what the server had of it: metrics carry the journal's own times, and an MLflow database keeps equal ones once.
 */
final class MlflowSender implements AutoCloseable {

    private static final String JOURNAL_TAG = "espalier.journal";
    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int EVENTS_A_PORTION = 200;

    private final RunFolder folder;
    private final MlflowSettings settings;
    private final MlflowServer server;
    private final Consumer<String> messages;
    private final JournalTail tail;
    private List<StampedEvent> waiting = List.of();
    private Optional<StampedEvent> first = Optional.empty();
    private boolean saidArtifacts;

    MlflowSender(RunFolder folder, MlflowSettings settings, Consumer<String> messages) {
        this.folder = folder;
        this.settings = settings;
        this.server = new MlflowServer(settings);
        this.messages = messages;
        this.tail = new JournalTail(folder.journal());
    }

    /**
     * Sends the next portion.
     *
     * @return how many events of the journal it went on by; 0 if there is nothing more to send now
     * @throws MlflowUnavailableException if the server did not take it; then the next call tries the same portion again
     */
    int sendNext() {
        if (waiting.isEmpty() && Files.exists(folder.journal())) {
            waiting = tail.next(EVENTS_A_PORTION);
        }
        if (waiting.isEmpty()) {
            return 0;
        }
        first = first.or(() -> Optional.of(waiting.get(0)));
        send(waiting);
        int count = waiting.size();
        waiting = List.of();
        return count;
    }

    private void send(List<StampedEvent> events) {
        MlflowProgress progress = MlflowProgress.read(folder.mlflow());
        Sent sent = progress.to(address()).orElseGet(this::makeRun);
        List<StampedEvent> unsent = events.stream()
                .filter(event -> event.sequence() > sent.sequence())
                .toList();
        if (unsent.isEmpty()) {
            return;
        }
        progress.with(address(), sent).write(folder.mlflow());
        MlflowBatch batch = MlflowBatch.of(folder, unsent);
        server.log(sent.runId(), batch);
        batch.files().forEach(file -> sendFile(sent.artifactUri(), file));
        batch.status().ifPresent(status -> tell(sent.runId(), status, batch.endMillis()));
        long last = unsent.get(unsent.size() - 1).sequence();
        progress.with(address(), sent.upTo(last)).write(folder.mlflow());
    }

    private void tell(String runId, RunStatus status, long endMillis) {
        if (status == RunStatus.RUNNING) {
            server.goOn(runId);
        } else {
            server.finish(runId, status, endMillis);
            server.removeTwins(runId, JOURNAL_TAG, identity());
        }
    }

    private String address() {
        return settings.server().toString();
    }

    private Sent makeRun() {
        String identity = identity();
        long startMillis = first.orElseThrow().atMillis();
        RunInfo run = server.findOrCreateRun(
                JOURNAL_TAG, identity, experiment -> newRun(experiment, runName(), identity, startMillis));
        return new Sent(run.getRunId(), run.getArtifactUri(), 0);
    }

    private String runName() {
        return first.orElseThrow().event() instanceof RunStarted started
                ? started.name() + "-" + started.configHash() + "-" + started.seed()
                : folder.name();
    }

    /** Goes into a query, so no quotes; the time tells apart two runs of one config and seed. */
    private String identity() {
        return NO_WORD.matcher(runName()).replaceAll("_") + "@"
                + first.orElseThrow().atMillis();
    }

    private CreateRun newRun(String experiment, String name, String identity, long startMillis) {
        return CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setRunName(name)
                .setStartTime(startMillis)
                .addTags(RunTag.newBuilder().setKey(JOURNAL_TAG).setValue(identity))
                .addTags(RunTag.newBuilder().setKey("espalier.folder").setValue(folder.name()))
                .build();
    }

    private void sendFile(String artifactUri, Path file) {
        if (!MlflowServer.servesArtifacts(artifactUri)) {
            if (!saidArtifacts) {
                messages.accept("MLflow server " + address() + " does not take files itself (it keeps them at "
                        + artifactUri + "); they stay in " + folder.path());
                saidArtifacts = true;
            }
        } else if (Files.isRegularFile(file)) {
            String name = folder.path().relativize(file).toString().replace('\\', '/');
            server.putArtifact(artifactUri, name, file);
        }
    }

    /** The run's name on the server, once there is one. */
    Optional<String> runId() {
        return MlflowProgress.read(folder.mlflow()).to(address()).map(Sent::runId);
    }

    @Override
    public void close() {
        server.close();
    }
}
