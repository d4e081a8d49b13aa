package io.espalier.env.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.cost.Cost;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a scorer that writes down what it is asked for; a plan's accuracy is a third of a hundredth of what it keeps. */
class RememberedScoresTest {

    private final List<PruningPlan> scored = new ArrayList<>();
    private final List<PruningPlan> built = new ArrayList<>();
    private final ScoreMemory memory = ScoreMemory.inMemory();
    private final RememberedScores scores = new RememberedScores(this::score, this::build, memory);

    @Test
    void aPlanIsScoredOnceWithinARoundAndAcrossRounds() {
        List<Evaluation> first = scores.evaluateAll(List.of(plan(3), plan(5), plan(3)));
        List<Evaluation> second = scores.evaluateAll(List.of(plan(7), plan(5)));
        assertThat(scored).containsExactly(plan(3), plan(5), plan(7));
        assertThat(first).containsExactly(evaluation(3), evaluation(5), evaluation(3));
        assertThat(second).containsExactly(evaluation(7), evaluation(5));
        assertThat(scores.distinctPlans()).isEqualTo(3);
        assertThat(scores.scoredPlans()).isEqualTo(3);
    }

    @Test
    void aRoundOfKnownPlansAsksNobody() {
        scores.scoreAll(List.of(plan(3), plan(5)));
        scored.clear();
        scores.scoreAll(List.of(plan(5), plan(3), plan(5)));
        assertThat(scored).isEmpty();
    }

    @Test
    void theNetworkOfARememberedPlanIsBuiltOnlyWhereItIsWanted() {
        scores.evaluateAll(List.of(plan(3)));
        List<Scored> again = scores.scoreAll(List.of(plan(3), plan(4)));
        assertThat(built).isEmpty();
        assertThat(again.get(0).network().get()).isEqualTo(network(3));
        assertThat(again.get(1).network().get()).isEqualTo(network(4));
        assertThat(built).as("the other's was there from scoring").containsExactly(plan(3));
    }

    @Test
    void whatAnEarlierProcessRememberedIsNotScoredButCountsAsAskedFor() {
        memory.remember(plan(6), evaluation(6));
        assertThat(scores.evaluateAll(List.of(plan(6)))).containsExactly(evaluation(6));
        assertThat(scored).isEmpty();
        assertThat(scores.distinctPlans()).isEqualTo(1);
        assertThat(scores.scoredPlans()).isZero();
    }

    private List<Scored> score(List<PruningPlan> plans) {
        scored.addAll(plans);
        return plans.stream()
                .map(plan -> new Scored(evaluation(kept(plan)), () -> network(kept(plan))))
                .toList();
    }

    private TargetNetwork build(PruningPlan plan) {
        built.add(plan);
        return network(kept(plan));
    }

    private static TargetNetwork network(int kept) {
        return TargetNetwork.of(new byte[kept]);
    }

    private static Evaluation evaluation(int kept) {
        return new Evaluation(new Score(kept / 300.0, 1.0 / kept, 0.5), new Cost(kept, kept, kept), Optional.empty());
    }

    private static int kept(PruningPlan plan) {
        return plan.kept().values().iterator().next().size();
    }

    private static PruningPlan plan(int kept) {
        return PruningPlan.of(Map.of("group", IntStream.range(0, kept).boxed().toList()));
    }
}
