package io.espalier.env.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.cost.Cost;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.runtime.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RoundGateTest {

    @Test
    void evaluatesAllPlansInOneCallInEpisodeOrderWhoeverComesFirst() {
        List<List<PruningPlan>> calls = new ArrayList<>();
        RoundGate gate = new RoundGate(
                plans -> {
                    calls.add(plans);
                    return plans.stream().map(RoundGateTest::byFirstUnit).toList();
                },
                2);
        CompletableFuture<Evaluation> second = CompletableFuture.supplyAsync(() -> gate.evaluate(1, plan(1)));
        Evaluation first = gate.evaluate(0, plan(0));
        assertThat(first.cost().macs()).isZero();
        assertThat(second.join().cost().macs()).isEqualTo(1);
        assertThat(calls).containsExactly(List.of(plan(0), plan(1)));
    }

    @Test
    void everyEpisodeLearnsOfAFailure() {
        RoundGate gate = new RoundGate(
                plans -> {
                    throw new IllegalStateException("engine broke");
                },
                2);
        CompletableFuture<Evaluation> other = CompletableFuture.supplyAsync(() -> gate.evaluate(1, plan(1)));
        assertThatThrownBy(() -> gate.evaluate(0, plan(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the round could not be evaluated: engine broke");
        assertThatThrownBy(other::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("engine broke");
    }

    @Test
    void anEpisodeHandsInOnePlan() {
        RoundGate gate = new RoundGate(
                plans -> plans.stream().map(RoundGateTest::byFirstUnit).toList(), 1);
        assertThat(gate.evaluate(0, plan(3)).cost().macs()).isEqualTo(3);
        assertThatThrownBy(() -> gate.evaluate(0, plan(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("episode 0 of the round has handed in a plan already");
    }

    private static PruningPlan plan(int unit) {
        return PruningPlan.of(Map.of("group", List.of(unit)));
    }

    private static Evaluation byFirstUnit(PruningPlan plan) {
        return new Evaluation(
                new Score(0.5, 1.5, 0.4),
                new Cost(Objects.requireNonNull(plan.kept().get("group")).get(0), 0, 0),
                Optional.empty());
    }
}
