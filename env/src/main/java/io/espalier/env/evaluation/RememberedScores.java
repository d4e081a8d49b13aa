package io.espalier.env.evaluation;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.coupling.PruningPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Scores each plan once: one that was scored before, in this round, in this run or in the run that is resumed, is answered from memory and
 * costs nothing. It still counts as an evaluation of whoever proposed it. Not for several threads at once.
 */
public final class RememberedScores implements PlanScorer {

    private final PlanScorer scorer;
    private final Function<PruningPlan, TargetNetwork> builder;
    private final ScoreMemory memory;
    private final Set<PruningPlan> asked = new HashSet<>();
    private long scored;

    /**
     * @param scorer asked for what is not remembered; it must give the same plan the same score, bit for bit
     * @param builder the network of a plan that is remembered, for whoever measures it
     * @param memory of this network, these images and this calibration
     */
    public RememberedScores(PlanScorer scorer, Function<PruningPlan, TargetNetwork> builder, ScoreMemory memory) {
        this.scorer = scorer;
        this.builder = builder;
        this.memory = memory;
    }

    @Override
    public List<Scored> scoreAll(List<PruningPlan> plans) {
        return answered(plans, scorer::scoreAll, Scored::evaluation, this::remembered);
    }

    @Override
    public List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        return answered(plans, scorer::evaluateAll, Function.identity(), (plan, evaluation) -> evaluation);
    }

    /** Different plans that have been asked for in this process, remembered or not. */
    public int distinctPlans() {
        return asked.size();
    }

    /** Plans that were not remembered and had to be scored in this process. */
    public long scoredPlans() {
        return scored;
    }

    private Scored remembered(PruningPlan plan, Evaluation evaluation) {
        return new Scored(evaluation, () -> builder.apply(plan));
    }

    private <T> List<T> answered(
            List<PruningPlan> plans,
            Function<List<PruningPlan>, List<T>> score,
            Function<T, Evaluation> evaluation,
            BiFunction<PruningPlan, Evaluation, T> recalled) {
        asked.addAll(plans);
        Map<PruningPlan, T> answers = new HashMap<>();
        LinkedHashSet<PruningPlan> unknown = new LinkedHashSet<>();
        for (PruningPlan plan : plans) {
            Optional<Evaluation> known = memory.recall(plan).filter(scorer::settlesFor);
            known.ifPresentOrElse(found -> answers.put(plan, recalled.apply(plan, found)), () -> unknown.add(plan));
        }
        if (!unknown.isEmpty()) {
            List<PruningPlan> fresh = List.copyOf(unknown);
            List<T> scores = score.apply(fresh);
            for (int i = 0; i < fresh.size(); i++) {
                // What was remembered first stays, so that whoever asks in the same order again is told the same.
                if (memory.recall(fresh.get(i)).isEmpty()) {
                    memory.remember(fresh.get(i), evaluation.apply(scores.get(i)));
                }
                answers.put(fresh.get(i), scores.get(i));
            }
            scored += fresh.size();
        }
        memory.roundRemembered();
        return plans.stream().map(answers::get).toList();
    }
}
