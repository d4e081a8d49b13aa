package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.policy.ActorAssembly;
import io.espalier.experiments.policy.ActorGraph;
import io.espalier.experiments.policy.Recovered;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.actor.ActorFile;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.Optional;

/** Turns plans into fine-tuned networks, writes the run's files and measures every subject once on the test split. */
final class Delivery {

    private final Recovery recovery;
    private final RunFolder folder;
    private final Journal journal;
    private final FineTuningListener.Factory listeners;

    Delivery(Recovery recovery, RunFolder folder, Journal journal, FineTuningListener.Factory listeners) {
        this.recovery = recovery;
        this.folder = folder;
        this.journal = journal;
        this.listeners = listeners;
    }

    /** Rebuilds a plan's network and, if wanted, fine-tunes it, from its last whole epoch on if that was stopped before. */
    Recovered recover(String subject, PruningPlan plan, boolean fineTuning) {
        NetworkGraph reconstructed = recovery.reconstruct(plan);
        if (!fineTuning) {
            return Recovered.of(reconstructed);
        }
        return new Recovered(
                reconstructed,
                recovery.fineTune(
                        reconstructed,
                        listeners.listener(subject),
                        folder.checkpoint().resolve(subject)));
    }

    /** Writes policy and pruned network in every form. */
    void write(Recovered recovered, Policy policy) {
        AtomicFile.write(folder.policy(), PolicyFile.json(policy));
        written(folder.policy());
        OnnxCodec.write(recovered.fineTuned(), folder.prunedOnnx());
        written(folder.prunedOnnx());
        if (recovery.untrainable().isEmpty()) {
            Dl4jCodec.write(recovered.fineTuned(), folder.prunedZip());
            written(folder.prunedZip());
        }
    }

    /**
     * One line of the report; the only place where the test split is read.
     *
     * @param before accuracy on the search split before fine-tuning
     * @param search the images of the search split
     * @param speed empty where latency is switched off
     */
    Subject report(String name, NetworkGraph graph, double before, PreparedImages search, Optional<Speed> speed) {
        PreparedImages test = PreparedImages.of(recovery.splits().test(), recovery.normalisation(), TEST_BATCH);
        double after = NetworkScorer.evaluate(graph, search).accuracy();
        Subject subject = new Subject(
                name,
                new Subject.SearchAccuracy(before, after),
                NetworkScorer.evaluate(graph, test),
                speed,
                OnnxCodec.toBytes(graph).length);
        journal.write(new RunEvent.ResultReported(name, subject.metrics()));
        return subject;
    }

    /**
     * Writes the learner's actor with its description, and all that another search may begin with; learners without an actor leave no file.
     *
     * @param task that it was taught on
     */
    void writeLearner(Learner learner, PruningTask task, ActorAssembly.Teaching teaching) {
        learner.actor().ifPresent(actor -> {
            byte[] model = OnnxCodec.toFileBytes(ActorGraph.of(actor));
            AtomicFile.write(folder.actor(), model);
            written(folder.actor());
            ActorDescription description = ActorAssembly.of(recovery.unpruned(), task, model, teaching);
            AtomicFile.write(folder.actorDescription(), ActorFile.json(description));
            written(folder.actorDescription());
            learner.save(folder.learner());
        });
    }

    private void written(Path file) {
        journal.write(new RunEvent.ArtifactWritten(String.valueOf(folder.path().relativize(file))));
    }

    private static final int TEST_BATCH = 32;
}
