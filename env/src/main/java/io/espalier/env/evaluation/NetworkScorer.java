package io.espalier.env.evaluation;

import io.espalier.env.phase.PhaseClock;
import io.espalier.env.phase.Work;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Builds every plan's network and scores it on all workers, each with engines of its own. It measures accuracy, loss and cost, never time. */
public final class NetworkScorer implements PlanScorer, AutoCloseable {

    private final CandidateEngines engines;
    private final Function<PruningPlan, NetworkGraph> pruner;
    private final PreparedImages images;
    private final PhaseClock clock;
    private final int threads;
    private final ExecutorService workers;

    /**
     * @param engines in which networks are scored
     * @param pruner makes the network of a plan; called by several threads at once
     * @param images what accuracy and loss are measured on, in one pass
     * @param workers threads, at least 1; results do not depend on it
     * @param clock hears what the workers' time goes into
     */
    public NetworkScorer(
            CandidateEngines engines,
            Function<PruningPlan, NetworkGraph> pruner,
            PreparedImages images,
            int workers,
            PhaseClock clock) {
        this.engines = engines;
        this.pruner = pruner;
        this.images = images;
        this.clock = clock;
        this.threads = workers;
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "evaluation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Scores on other images with the same workers; closing this ends it too. */
    public PlanScorer on(PreparedImages others) {
        return plans -> scoreAll(plans, others);
    }

    @Override
    public List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        return examineAll(plans, plan -> Examination.inOneStep(engine -> engine.score(images), Candidate::evaluation));
    }

    /** The same with the networks, which are held as long as the answers are. */
    @Override
    public List<Scored> scoreAll(List<PruningPlan> plans) {
        return scoreAll(plans, images);
    }

    private List<Scored> scoreAll(List<PruningPlan> plans, PreparedImages shown) {
        return examineAll(
                plans,
                plan -> Examination.inOneStep(
                        engine -> engine.score(shown),
                        (candidate, score) -> new Scored(candidate.evaluation(score), candidate.network())));
    }

    /** The network of a plan as a target takes it, built anew; the same plan gives the same bytes. */
    public TargetNetwork network(PruningPlan plan) {
        return TargetNetwork.of(OnnxCodec.toBytes(pruner.apply(plan)));
    }

    /** Accuracy and cost of a network that is not a plan of the search, for instance a fine-tuned one. */
    public static Evaluation evaluate(NetworkGraph graph, PreparedImages onImages) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            return new Evaluation(engine.score(onImages), CostModel.costOf(graph), Optional.empty());
        }
    }

    /**
     * A plan's network.
     *
     * @param network as a target takes it
     */
    public record Candidate(PruningPlan plan, Cost cost, Supplier<TargetNetwork> network) {

        /** What a score means of it. */
        public Evaluation evaluation(Score score) {
            return new Evaluation(score, cost, Optional.empty());
        }
    }

    /**
     * Builds every plan's network and has it examined on a worker. Workers that have nothing else to do help with what is left.
     *
     * @param examinations of each plan; called by the caller's thread
     * @return in the plans' order
     */
    public <T> List<T> examineAll(List<PruningPlan> plans, Function<PruningPlan, Examination<T>> examinations) {
        List<Examinee<T>> examinees = plans.stream()
                .map(plan -> new Examinee<>(plan, examinations.apply(plan)))
                .toList();
        List<Future<T>> results = new ArrayList<>();
        for (Examinee<T> examinee : examinees) {
            Callable<T> task = () -> examine(examinee);
            results.add(workers.submit(task));
        }
        // Behind all others: whoever comes to these has nothing else to do.
        List<? extends Future<?>> help = IntStream.range(1, threads)
                .mapToObj(helper -> workers.submit(() -> help(examinees)))
                .toList();
        List<T> outcomes = results.stream().map(NetworkScorer::join).toList();
        help.forEach(NetworkScorer::join);
        return outcomes;
    }

    private <T> T examine(Examinee<T> examinee) {
        NetworkGraph graph = clock.working(Work.RECONSTRUCTION, () -> examinee.build(pruner));
        show(examinee, graph);
        Candidate candidate =
                new Candidate(examinee.plan, CostModel.costOf(graph), () -> TargetNetwork.of(OnnxCodec.toBytes(graph)));
        return examinee.examination.outcome(candidate);
    }

    private void show(Examinee<?> examinee, NetworkGraph graph) {
        try (ImageClassifier engine = clock.working(Work.SESSION, () -> engines.open(graph, examinee.plan))) {
            clock.working(Work.INFERENCE, () -> examinee.showAll(engine));
        }
    }

    /** The last to be begun has most left. */
    private void help(List<? extends Examinee<?>> examinees) {
        for (int i = examinees.size() - 1; i >= 0; i--) {
            Examinee<?> examinee = examinees.get(i);
            if (examinee.examination.hasNext()) {
                examinee.graph.join().ifPresent(graph -> show(examinee, graph));
            }
        }
    }

    /** A plan on its way. */
    private static final class Examinee<T> {

        private final PruningPlan plan;
        private final Examination<T> examination;
        /** Empty if it could not be built. */
        private final CompletableFuture<Optional<NetworkGraph>> graph = new CompletableFuture<>();

        Examinee(PruningPlan plan, Examination<T> examination) {
            this.plan = plan;
            this.examination = examination;
        }

        NetworkGraph build(Function<PruningPlan, NetworkGraph> pruner) {
            try {
                NetworkGraph built = pruner.apply(plan);
                graph.complete(Optional.of(built));
                return built;
            } finally {
                graph.complete(Optional.empty());
            }
        }

        boolean showAll(ImageClassifier engine) {
            boolean shown = false;
            while (examination.next(engine)) {
                shown = true;
            }
            return shown;
        }
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
