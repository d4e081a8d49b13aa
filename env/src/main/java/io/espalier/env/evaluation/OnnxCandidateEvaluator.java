package io.espalier.env.evaluation;

import io.espalier.env.target.TargetNetwork;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Builds every plan's network and scores it in ONNX Runtime on all workers, one single-threaded session each. It measures accuracy and cost,
 * never time.
 */
public final class OnnxCandidateEvaluator implements CandidateEvaluator, AutoCloseable {

    private final Function<PruningPlan, NetworkGraph> pruner;
    private final PreparedImages images;
    private final ExecutorService workers;

    /**
     * @param pruner makes the network of a plan; called by several threads at once
     * @param images what accuracy is measured on
     * @param workers threads, at least 1; results do not depend on it
     */
    public OnnxCandidateEvaluator(Function<PruningPlan, NetworkGraph> pruner, PreparedImages images, int workers) {
        this.pruner = pruner;
        this.images = images;
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "evaluation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A network that has been scored.
     *
     * @param network as a target takes it
     * @param evaluation without latency
     */
    record Scored(TargetNetwork network, Evaluation evaluation) {}

    @Override
    public List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        return onWorkers(plans, plan -> score(pruner.apply(plan), images).evaluation());
    }

    /** The same with the networks, for whoever measures them. */
    List<Scored> scoreAll(List<PruningPlan> plans) {
        return onWorkers(plans, plan -> score(pruner.apply(plan), images));
    }

    /** Accuracy and cost of a network that is not a plan of the search, for instance a fine-tuned one. */
    public static Evaluation evaluate(NetworkGraph graph, PreparedImages onImages) {
        return score(graph, onImages).evaluation();
    }

    private static Scored score(NetworkGraph graph, PreparedImages onImages) {
        byte[] onnx = OnnxCodec.toBytes(graph);
        try (OnnxEngine engine = OnnxEngine.open(onnx, EngineSettings.DEFAULTS)) {
            double accuracy = engine.score(onImages).accuracy();
            return new Scored(
                    TargetNetwork.of(onnx), new Evaluation(accuracy, CostModel.costOf(graph), Optional.empty()));
        }
    }

    private <T> List<T> onWorkers(List<PruningPlan> plans, Function<PruningPlan, T> work) {
        List<Future<T>> results = new ArrayList<>();
        for (PruningPlan plan : plans) {
            Callable<T> task = () -> work.apply(plan);
            results.add(workers.submit(task));
        }
        return results.stream().map(OnnxCandidateEvaluator::join).toList();
    }

    private static <T> T join(Future<T> future) {
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
    }
}
