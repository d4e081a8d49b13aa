package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.LatencySettings;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.runtime.PreparedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Builds every plan's network, scores it in ONNX Runtime on all workers, one single-threaded session each, and then times the networks one
 * after the other against the unpruned one while nothing else runs.
 */
public final class OnnxCandidateEvaluator implements CandidateEvaluator, AutoCloseable {

    private final Function<PruningPlan, NetworkGraph> pruner;
    private final PreparedImages images;
    private final LatencySettings latency;
    private final LatencyMeter meter = new LatencyMeter(System::nanoTime);
    private final OnnxEngine reference;
    private final ExecutorService workers;

    /**
     * @param unpruned the reference of all latencies
     * @param pruner makes the network of a plan; called by several threads at once
     * @param images what accuracy is measured on
     * @param workers threads, at least 1; results do not depend on it
     */
    public OnnxCandidateEvaluator(
            NetworkGraph unpruned,
            Function<PruningPlan, NetworkGraph> pruner,
            PreparedImages images,
            LatencySettings latency,
            int workers) {
        this.pruner = pruner;
        this.images = images;
        this.latency = latency;
        this.reference = OnnxEngine.open(OnnxCodec.toBytes(unpruned), EngineSettings.DEFAULTS);
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "evaluation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A network that has been scored and waits, loaded, for its latency. */
    private record Candidate(OnnxEngine engine, Evaluation scored) {}

    @Override
    public List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        List<Future<Candidate>> scoring = new ArrayList<>();
        plans.forEach(plan -> scoring.add(workers.submit(() -> score(pruner.apply(plan), images))));
        List<Candidate> candidates =
                scoring.stream().map(OnnxCandidateEvaluator::join).toList();
        return candidates.stream()
                .map(candidate -> timed(candidate, latency.pairs()))
                .toList();
    }

    /** Evaluates one network that is not a plan of the search, for instance a fine-tuned one, with its own number of timed pairs. */
    public Evaluation evaluate(NetworkGraph graph, PreparedImages onImages, int pairs) {
        return timed(score(graph, onImages), pairs);
    }

    /** Accuracy alone, in [0, 1]. */
    public double accuracy(NetworkGraph graph, PreparedImages onImages) {
        Candidate candidate = score(graph, onImages);
        candidate.engine().close();
        return candidate.scored().accuracy();
    }

    private static Candidate score(NetworkGraph graph, PreparedImages onImages) {
        OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS);
        double accuracy = engine.score(onImages).accuracy();
        return new Candidate(engine, new Evaluation(accuracy, CostModel.costOf(graph), Optional.empty()));
    }

    private Evaluation timed(Candidate candidate, int pairs) {
        Evaluation scored = candidate.scored();
        try (OnnxEngine engine = candidate.engine()) {
            return latency.enabled()
                    ? new Evaluation(scored.accuracy(), scored.cost(), Optional.of(compare(engine, pairs)))
                    : scored;
        }
    }

    private LatencyRatio compare(OnnxEngine candidate, int pairs) {
        TensorShape shape = images.shape();
        INDArray zeros = Nd4j.zeros(latency.batch(), shape.channels(), shape.height(), shape.width());
        try (PreparedRun candidateRun = candidate.prepare(zeros);
                PreparedRun referenceRun = reference.prepare(zeros)) {
            return meter.compare(referenceRun::run, candidateRun::run, latency.warmup(), pairs);
        }
    }

    private static Candidate join(Future<Candidate> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while candidates were evaluated", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a candidate could not be evaluated", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        reference.close();
    }
}
