package io.espalier.tracking.mlflow;

import io.espalier.tracking.journal.JournalTail;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.mlflow.MlflowChildren.Parent;
import io.espalier.tracking.mlflow.MlflowProgress.Sent;
import io.espalier.tracking.run.RunFolder;
import io.espalier.tracking.system.SystemFile;
import io.espalier.tracking.system.SystemSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;

/**
 * Sends one run to one server, portion by portion, and remembers in the run's folder how far it came. A portion that fails is sent again as a whole, which
 * changes nothing for what the server had of it: metrics carry the journal's own times, and an MLflow database keeps equal ones once.
 */
final class MlflowSender implements AutoCloseable {

    private static final String JOURNAL_TAG = "espalier.journal";
    private static final int EVENTS_A_PORTION = 200;

    private final RunFolder folder;
    private final MlflowSettings settings;
    private final MlflowServer server;
    private final Consumer<String> messages;
    private final JournalTail tail;
    private final SystemFile system;
    private List<StampedEvent> waiting = List.of();
    private List<SystemSample> looks = List.of();
    private Optional<StampedEvent> first = Optional.empty();
    private boolean saidArtifacts;

    MlflowSender(RunFolder folder, MlflowSettings settings, Consumer<String> messages) {
        this.folder = folder;
        this.settings = settings;
        this.server = new MlflowServer(settings);
        this.messages = messages;
        this.tail = new JournalTail(folder.journal());
        this.system = new SystemFile(folder.system());
    }

    /**
     * Sends the next portion: of the journal, or of the looks at the machine where there is nothing new in it.
     *
     * @return how many events or looks it went on by; 0 if there is nothing more to send now
     * @throws MlflowUnavailableException if the server did not take it; then the next call tries the same portion again
     */
    int sendNext() {
        if (waiting.isEmpty() && Files.exists(folder.journal())) {
            waiting = tail.next(EVENTS_A_PORTION);
        }
        if (waiting.isEmpty()) {
            return sendSamples();
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
        batch.manifest()
                .flatMap(known -> MlflowInputs.request(sent.runId(), known))
                .ifPresent(this::sendInputs);
        Sent withChildren = new MlflowChildren(server, folder, parent()).send(sent, batch);
        batch.files().forEach(file -> sendFile(sent.artifactUri(), file));
        batch.status().ifPresent(status -> tell(sent.runId(), status, batch.endMillis()));
        long last = unsent.get(unsent.size() - 1).sequence();
        progress.with(address(), withChildren.upTo(last)).write(folder.mlflow());
    }

    private void tell(String runId, RunStatus status, long endMillis) {
        server.tell(runId, status, endMillis);
        if (status != RunStatus.RUNNING) {
            server.removeTwins(runId, JOURNAL_TAG, parent().identity());
        }
    }

    private void sendInputs(String request) {
        if (!server.offer(MlflowInputs.PATH, request)) {
            messages.accept("MLflow server " + address() + " does not take data sets, which came with MLflow 2.4; "
                    + folder.manifest() + " has their digests");
        }
    }

    private int sendSamples() {
        if (looks.isEmpty()) {
            looks = system.next();
        }
        if (looks.isEmpty()) {
            return 0;
        }
        MlflowProgress progress = MlflowProgress.read(folder.mlflow());
        Optional<Sent> sent = progress.to(address());
        if (sent.isEmpty()) {
            return 0;
        }
        List<Metric> metrics = looks.stream()
                .filter(look -> look.step() >= sent.get().samples())
                .flatMap(look -> MlflowBatch.of(look).stream())
                .toList();
        if (!metrics.isEmpty()) {
            server.log(sent.get().runId(), metrics);
            long next = looks.get(looks.size() - 1).step() + 1;
            progress.with(address(), sent.get().withSamples(next)).write(folder.mlflow());
        }
        int count = looks.size();
        looks = List.of();
        return count;
    }

    private String address() {
        return settings.server().toString();
    }

    private Parent parent() {
        StampedEvent start = first.orElseThrow();
        String name = start.event() instanceof RunStarted started
                ? started.name() + "-" + started.configHash() + "-" + started.seed()
                : folder.name();
        // The time tells apart two runs of one config and seed.
        return new Parent(name, MlflowNames.word(name) + "@" + start.atMillis(), start);
    }

    private Sent makeRun() {
        Parent parent = parent();
        long startMillis = parent.start().atMillis();
        RunInfo run = server.findOrCreateRun(
                JOURNAL_TAG,
                parent.identity(),
                experiment -> newRun(experiment, parent.name(), parent.identity(), startMillis));
        return Sent.nothing(run.getRunId(), run.getArtifactUri());
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
