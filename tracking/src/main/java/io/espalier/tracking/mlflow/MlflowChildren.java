package io.espalier.tracking.mlflow;

import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.mlflow.MlflowProgress.Child;
import io.espalier.tracking.mlflow.MlflowProgress.Sent;
import io.espalier.tracking.run.RunFolder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;

/** The runs below a run: one for each network that is fine-tuned, with the part of the config that says how. */
final class MlflowChildren {

    private static final String TRAINING_TAG = "espalier.training";
    private static final String PARENT_TAG = "mlflow.parentRunId";
    private static final String PARAMETERS = "fine_tuning.";

    private final MlflowServer server;
    private final RunFolder folder;
    private final Parent parent;

    /**
     * The run that they are below.
     *
     * @param name as people see it
     * @param identity in which no other run is the same
     * @param start its first event
     */
    record Parent(String name, String identity, StampedEvent start) {}

    MlflowChildren(MlflowServer server, RunFolder folder, Parent parent) {
        this.server = server;
        this.folder = folder;
        this.parent = parent;
    }

    /** Sends what a batch says of them, those that it is the first to speak of included; gives back what the server has then. */
    Sent send(Sent before, MlflowBatch batch) {
        Sent sent = before;
        for (Map.Entry<String, MlflowChild> said : batch.children().entrySet()) {
            String name = said.getKey();
            MlflowChild child = said.getValue();
            if (!sent.children().containsKey(name) && child.isTrained()) {
                sent = sent.with(name, new Child(make(sent.runId(), name, child.startMillis()), false));
            }
            Child run = sent.children().get(name);
            if (run != null) {
                server.log(run.runId(), child.metrics());
                if (child.isEnded()) {
                    server.finish(run.runId(), RunStatus.FINISHED, child.endMillis());
                    server.removeTwins(run.runId(), TRAINING_TAG, identity(name));
                    sent = sent.with(name, new Child(run.runId(), true));
                }
            }
        }
        List<Child> open =
                sent.children().values().stream().filter(run -> !run.ended()).toList();
        batch.status().ifPresent(status -> open.forEach(run -> server.tell(run.runId(), status, batch.endMillis())));
        return sent;
    }

    private String make(String parentId, String name, long startMillis) {
        String identity = identity(name);
        String made = server.findOrCreateRun(TRAINING_TAG, identity, experiment -> CreateRun.newBuilder()
                        .setExperimentId(experiment)
                        .setRunName(parent.name() + "-" + name)
                        .setStartTime(startMillis)
                        .addTags(tag(TRAINING_TAG, identity))
                        .addTags(tag(PARENT_TAG, parentId))
                        .build())
                .getRunId();
        if (parent.start().event() instanceof RunStarted started) {
            server.log(made, MlflowBatch.of(folder, List.of(shortened(started))));
        }
        return made;
    }

    private String identity(String name) {
        return parent.identity() + "/" + MlflowNames.word(name);
    }

    private static RunTag tag(String key, String value) {
        return RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    /** Of the config only what is about training. */
    private StampedEvent shortened(RunStarted started) {
        Map<String, String> parameters = new TreeMap<>(started.parameters());
        parameters.keySet().removeIf(key -> !key.startsWith(PARAMETERS));
        return new StampedEvent(
                parent.start().sequence(),
                parent.start().atMillis(),
                new RunStarted(started.name(), started.seed(), started.configHash(), parameters));
    }
}
