package io.espalier.tracking.mlflow;

import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.RunEvent.ArtifactWritten;
import io.espalier.tracking.journal.RunEvent.BestFound;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.RunEvent.EpochFinished;
import io.espalier.tracking.journal.RunEvent.LatencyRecord;
import io.espalier.tracking.journal.RunEvent.LatencyTableBuilt;
import io.espalier.tracking.journal.RunEvent.PlanConfirmed;
import io.espalier.tracking.journal.RunEvent.ProfileFinished;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.journal.RunEvent.RoundFinished;
import io.espalier.tracking.journal.RunEvent.RunDescribed;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunResumed;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.TimeSpent;
import io.espalier.tracking.journal.RunEvent.Warned;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import io.espalier.tracking.system.SystemSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;

/**
 * What some events of a journal are in MLflow's words. It depends on the events alone, times included, so that sending it again changes nothing on a server.
 *
 * <p>Metrics are named {@code episode/<agent>/...} (step = episode), {@code round/...} (step = round), {@code epoch/<phase>/...} (step = epoch),
 * {@code confirmed/...} and {@code best/ratio/<group>} (step = episode), {@code resumed/...} (step = event), {@code profile/<group>/...}, {@code latencyTable/...} and {@code result/<subject>/...} (step 0).
 */
final class MlflowBatch {

    /** How phases begin in which the network of a subject is trained. */
    private static final String FINE_TUNING = "fine-tuning.";

    private final RunFolder folder;
    private final List<Metric> metrics = new ArrayList<>();
    private final Map<String, Param> parameters = new LinkedHashMap<>();
    private final Map<String, RunTag> tags = new LinkedHashMap<>();
    private final Set<Path> files = new LinkedHashSet<>();
    private final Map<String, MlflowChild> children = new LinkedHashMap<>();
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<RunStatus> status = Optional.empty();
    private long endMillis;

    private MlflowBatch(RunFolder folder) {
        this.folder = folder;
    }

    static MlflowBatch of(RunFolder folder, List<StampedEvent> events) {
        MlflowBatch batch = new MlflowBatch(folder);
        events.forEach(batch::add);
        return batch;
    }

    /** A look at the machine; MLflow's page has a place of its own for what is named so. */
    static List<Metric> of(SystemSample look) {
        Map<String, Double> named = new LinkedHashMap<>();
        look.metrics().forEach((name, value) -> named.put("system/" + name, value));
        return points(named, look.atMillis(), look.step());
    }

    List<Metric> metrics() {
        return metrics;
    }

    List<Param> parameters() {
        return List.copyOf(parameters.values());
    }

    List<RunTag> tags() {
        return List.copyOf(tags.values());
    }

    /** The runs below the run that something is to be said to, by what they are of. */
    Map<String, MlflowChild> children() {
        return Collections.unmodifiableMap(children);
    }

    /** Of a run that has just started, what it works with. */
    Optional<Manifest> manifest() {
        return manifest;
    }

    /** Files of the run's folder that are to be sent, whether or not they are there. */
    Set<Path> files() {
        return files;
    }

    /** The run's status, if it ended, or if it goes on after that. */
    Optional<RunStatus> status() {
        return status;
    }

    /** When it ended, milliseconds since 1970; 0 if it did not. */
    long endMillis() {
        return endMillis;
    }

    private void add(StampedEvent stamped) {
        RunEvent event = stamped.event();
        long at = stamped.atMillis();
        if (event instanceof RunStarted started) {
            start(started);
        } else if (event instanceof RunDescribed described) {
            tag("mlflow.note.content", described.markdown());
        } else if (event instanceof ProfileFinished profile) {
            profile.groups().forEach((group, facts) -> metrics("profile/" + group, facts, at, 0));
        } else if (event instanceof EpisodeFinished episode) {
            episode(episode, at);
        } else if (event instanceof LatencyTableBuilt table) {
            metrics("latencyTable", table.metrics(), at, 0);
            tag("espalier.target", table.fingerprint());
        } else if (event instanceof PlanConfirmed confirmed) {
            confirmed(confirmed, at);
        } else if (event instanceof BestFound best) {
            metrics("best/ratio", best.ratios(), at, best.episode());
        } else if (event instanceof RoundFinished round) {
            metrics("round", round.metrics(), at, round.round());
        } else if (event instanceof EpochFinished epoch) {
            Map<String, Double> values = Map.of("loss", epoch.loss(), "accuracy", epoch.accuracy());
            metrics("epoch/" + epoch.phase(), values, at, epoch.epoch());
            child(epoch.phase()).add(points(values, at, epoch.epoch()), at);
        } else if (event instanceof ResultReported result) {
            metrics("result/" + result.subject(), result.metrics(), at, 0);
            child(FINE_TUNING + result.subject()).end(points(result.metrics(), at, 0), at);
        } else if (event instanceof ArtifactWritten artifact) {
            files.add(folder.path().resolve(artifact.file()));
        } else if (event instanceof Warned warned) {
            tag("espalier.warning." + stamped.sequence(), warned.message());
        } else if (event instanceof TimeSpent spent) {
            metrics("time/wallSeconds", spent.wallSeconds(), at, 0);
            metrics("time/cpuSeconds", spent.cpuSeconds(), at, 0);
            metrics("time/workerCpuSeconds", spent.workerCpuSeconds(), at, 0);
        } else if (event instanceof RunResumed resumed) {
            resume(resumed, at, stamped.sequence());
        } else if (event instanceof RunFinished finished) {
            finish(finished, at);
        }
    }

    private void start(RunStarted started) {
        Map<String, String> known = new LinkedHashMap<>();
        known.put("name", started.name());
        known.put("seed", Long.toString(started.seed()));
        known.put("configHash", started.configHash());
        // A config has a name and a seed too, the same ones.
        known.putAll(started.parameters());
        known.forEach(this::parameter);
        files.add(folder.config());
        files.add(folder.manifest());
        if (Files.exists(folder.manifest())) {
            Manifest read = Manifest.read(folder.manifest());
            MlflowTags.of(read).forEach(this::tag);
            manifest = Optional.of(read);
        }
    }

    private MlflowChild child(String name) {
        return children.computeIfAbsent(name, key -> new MlflowChild());
    }

    private void episode(EpisodeFinished episode, long at) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("reward", episode.reward());
        episode.best().ifPresent(best -> values.put("best", best));
        values.put("accuracy", episode.accuracy());
        values.put("loss", episode.loss());
        values.put("share", episode.share());
        values.put("macsFraction", episode.macsFraction());
        values.put("parametersFraction", episode.parametersFraction());
        episode.latency().ifPresent(latency -> {
            values.put("latencyRatio", latency.ratio());
            values.put("latencyMeasured", latency.source().equals(LatencyRecord.MEASURED) ? 1.0 : 0.0);
            values.put("latencyRatioLower", latency.lower());
            values.put("latencyRatioUpper", latency.upper());
        });
        metrics("episode/" + episode.agent(), values, at, episode.episode());
    }

    private void confirmed(PlanConfirmed confirmed, long at) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("predictedLatencyRatio", confirmed.predictedLatencyRatio());
        values.put("measuredLatencyRatio", confirmed.latency().ratio());
        values.put("mayWin", confirmed.mayWin() ? 1.0 : 0.0);
        metrics("confirmed", values, at, confirmed.episode());
    }

    /** Behind a kill the server never heard of an end; behind an end it must hear that there is none. */
    private void resume(RunResumed resumed, long at, long sequence) {
        tag("espalier.status", "RESUMED");
        tag("espalier.message", "resumed");
        metrics("resumed", resumed.metrics(), at, sequence);
        endMillis = 0;
        status = Optional.of(RunStatus.RUNNING);
    }

    private void finish(RunFinished finished, long at) {
        tag("espalier.status", finished.status().name());
        if (!finished.message().isEmpty()) {
            tag("espalier.message", finished.message());
        }
        files.addAll(folder.results());
        endMillis = at;
        status = Optional.of(
                switch (finished.status()) {
                    case COMPLETED -> RunStatus.FINISHED;
                    case FAILED -> RunStatus.FAILED;
                    case INTERRUPTED -> RunStatus.KILLED;
                });
    }

    private void metrics(String prefix, Map<String, Double> values, long at, long step) {
        Map<String, Double> named = new LinkedHashMap<>();
        values.forEach((name, value) -> named.put(prefix + "/" + name, value));
        metrics.addAll(points(named, at, step));
    }

    /** Values in MLflow's words, under names that every server takes. */
    static List<Metric> points(Map<String, Double> values, long at, long step) {
        return values.entrySet().stream()
                .map(value -> Metric.newBuilder()
                        .setKey(MlflowNames.clean(value.getKey()))
                        .setValue(value.getValue())
                        .setTimestamp(at)
                        .setStep(step)
                        .build())
                .toList();
    }

    /** Parameters can be written once only, so two that become one name by cleaning would make a server refuse the batch. */
    private void parameter(String name, String value) {
        String clean = MlflowNames.clean(name);
        String key = parameters.containsKey(clean) ? MlflowNames.distinct(clean, name) : clean;
        String shortened = MlflowNames.cut(value, MlflowNames.LONGEST_PARAMETER);
        parameters.put(key, Param.newBuilder().setKey(key).setValue(shortened).build());
    }

    private void tag(String key, String value) {
        String shortened = MlflowNames.cut(value, MlflowNames.LONGEST_TAG);
        tags.put(key, RunTag.newBuilder().setKey(key).setValue(shortened).build());
    }
}
