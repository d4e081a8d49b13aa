package io.espalier.env.evaluation;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.latency.LatencySettings;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.env.worker.ForkedTarget;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Builds every plan's network, scores it in ONNX Runtime on all workers, one single-threaded session each, and then times the networks one
 * after the other against the unpruned one while nothing else runs.
 */
public final class OnnxCandidateEvaluator implements CandidateEvaluator, AutoCloseable {

    private final Function<PruningPlan, NetworkGraph> pruner;
    private final PreparedImages images;
    private final LatencySettings latency;
    private final TargetNetwork reference;
    private final Optional<Target> target;
    private int measurements;
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
        this.reference = TargetNetwork.of(OnnxCodec.toBytes(unpruned));
        this.target = latency.enabled()
                ? Optional.of(ForkedTarget.start(TargetSettings.DEFAULTS.withBatch(latency.batch())))
                : Optional.empty();
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "evaluation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A network that has been scored and waits for its latency. */
    private record Candidate(TargetNetwork network, Evaluation scored) {}

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
        return score(graph, onImages).scored().accuracy();
    }

    private static Candidate score(NetworkGraph graph, PreparedImages onImages) {
        byte[] onnx = OnnxCodec.toBytes(graph);
        try (OnnxEngine engine = OnnxEngine.open(onnx, EngineSettings.DEFAULTS)) {
            double accuracy = engine.score(onImages).accuracy();
            return new Candidate(
                    TargetNetwork.of(onnx), new Evaluation(accuracy, CostModel.costOf(graph), Optional.empty()));
        }
    }

    private Evaluation timed(Candidate candidate, int pairs) {
        Evaluation scored = candidate.scored();
        return new Evaluation(
                scored.accuracy(), scored.cost(), target.map(on -> compare(on, candidate.network(), pairs)));
    }

    private LatencyRatio compare(Target on, TargetNetwork candidate, int pairs) {
        MeterSettings settings = MeterSettings.DEFAULTS.withBlocks(2, 2).withRoundsPerBlock((pairs + 1) / 2);
        return new LatencyMeter(on, settings, CanaryLevels.inMemory())
                .measure("candidate" + measurements++, 1, reference, List.of(candidate))
                .candidates()
                .get(0)
                .ratio();
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
        target.ifPresent(Target::close);
    }
}
