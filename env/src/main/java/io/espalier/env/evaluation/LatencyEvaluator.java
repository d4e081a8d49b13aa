package io.espalier.env.evaluation;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.coupling.PruningPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Accuracy, cost and latency. Latency is predicted; those candidates of a round that could be the best so far, were the prediction wrong by
 * its mean error, are measured whole, together. What was measured replaces the prediction and calibrates it for the next round. Where
 * nothing predicts every candidate is measured.
 *
 * <p>Mutable: it remembers the best reward that was measured. Not for several threads at once.
 */
public final class LatencyEvaluator implements CandidateEvaluator {

    private final PlanScorer scorer;
    private final WholeMeter meter;
    private final Optional<LatencyPrediction> prediction;
    private final ToDoubleFunction<Evaluation> reward;
    private final double latencyBudget;
    private final Set<PruningPlan> learned = new HashSet<>();
    private double best = Double.NEGATIVE_INFINITY;

    /**
     * @param prediction what predicts; empty to measure every candidate
     * @param reward by which candidates of any round are compared
     * @param latencyBudget largest ratio that may win, in (0, 1]; 1 for any
     */
    public LatencyEvaluator(
            PlanScorer scorer,
            WholeMeter meter,
            Optional<LatencyPrediction> prediction,
            ToDoubleFunction<Evaluation> reward,
            double latencyBudget) {
        this.scorer = scorer;
        this.meter = meter;
        this.prediction = prediction;
        this.reward = reward;
        this.latencyBudget = latencyBudget;
    }

    @Override
    public List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        List<Scored> scored = scorer.scoreAll(plans);
        List<Evaluation> evaluations = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            PruningPlan plan = plans.get(i);
            Evaluation evaluation = scored.get(i).evaluation();
            evaluations.add(prediction
                    .map(model -> evaluation.withLatency(model.of(plan)))
                    .orElse(evaluation));
        }
        List<Integer> promising = IntStream.range(0, plans.size())
                .filter(i -> couldWin(evaluations.get(i)))
                .boxed()
                .toList();
        measure(promising, plans, scored, evaluations);
        promising.stream()
                .map(evaluations::get)
                .filter(evaluation -> evaluation.mayWin(latencyBudget))
                .forEach(evaluation -> best = Math.max(best, reward.applyAsDouble(evaluation)));
        return evaluations;
    }

    /** Measures plans whole, whatever is predicted of them; they do not count as candidates. */
    public List<Evaluation> measureAll(List<PruningPlan> plans) {
        List<Scored> scored = scorer.scoreAll(plans);
        List<Evaluation> evaluations =
                new ArrayList<>(scored.stream().map(Scored::evaluation).toList());
        measure(IntStream.range(0, plans.size()).boxed().toList(), plans, scored, evaluations);
        return evaluations;
    }

    private boolean couldWin(Evaluation evaluation) {
        return evaluation.isComplete()
                && evaluation
                        .latency()
                        .map(predicted -> CandidateLatency.predicted(predicted.lower(), 0, predicted.fingerprint()))
                        .map(hoped -> (latencyBudget >= 1 || hoped.ratio() <= latencyBudget)
                                && reward.applyAsDouble(evaluation.withLatency(hoped)) > best)
                        .orElse(true);
    }

    private void measure(
            List<Integer> which, List<PruningPlan> plans, List<Scored> scored, List<Evaluation> evaluations) {
        List<TargetNetwork> networks =
                which.stream().map(i -> scored.get(i).network().get()).toList();
        List<CandidateLatency> measured = meter.measure(networks);
        for (int n = 0; n < which.size(); n++) {
            int i = which.get(n);
            CandidateLatency latency = measured.get(n);
            Evaluation before = evaluations.get(i);
            evaluations.set(
                    i, before.withLatency(before.latency().map(latency::after).orElse(latency)));
            if (learned.add(plans.get(i))) {
                prediction.ifPresent(model -> model.learn(plans.get(i), latency));
            }
        }
    }
}
