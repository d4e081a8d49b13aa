package io.espalier.experiments.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.experiments.comparison.FinishedRun.Candidate;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FinalistsTest {

    @Test
    void theFastestOfThoseThatAreAccurateEnoughComeFirst() {
        Candidate fastButWrong = candidate(1, 0.70, 0.50);
        Candidate slow = candidate(2, 0.82, 0.75);
        Candidate quick = candidate(3, 0.80, 0.72);

        assertThat(Finalists.of(List.of(fastButWrong, slow, quick), 0.80)).containsExactly(quick, slow);
    }

    @Test
    void aPlanComesOnceAndWithTheShorterOfItsTimes() {
        Candidate predicted = candidate(1, 0.80, 0.75);
        Candidate measured = candidate(1, 0.80, 0.73);

        assertThat(Finalists.of(List.of(predicted, measured), 0.80)).containsExactly(measured);
    }

    @Test
    void whereNoneIsAccurateEnoughTheMostAccurateIsTheOnlyOne() {
        Candidate best = candidate(2, 0.79, 0.75);

        assertThat(Finalists.of(List.of(candidate(1, 0.70, 0.60), best), 0.85)).containsExactly(best);
    }

    @Test
    void ofManyTheTwelveFastestStay() {
        List<Candidate> many = IntStream.range(0, 30)
                .mapToObj(index -> candidate(index, 0.80, 0.90 - index / 100.0))
                .toList();

        assertThat(Finalists.of(many, 0.80))
                .hasSize(12)
                .startsWith(many.get(29))
                .endsWith(many.get(18));
    }

    @Test
    void everySetHasTwelvePlansOfTheCommonAccuracyOrAllOfThem() {
        List<Candidate> many = IntStream.range(0, 30)
                .mapToObj(index -> candidate(index, 0.80 + index / 1000.0, 0.75))
                .toList();
        List<Candidate> few = List.of(candidate(1, 0.90, 0.75), candidate(2, 0.81, 0.75), candidate(2, 0.81, 0.75));

        assertThat(Finalists.commonAccuracy(List.of(many, many)))
                .isEqualTo(many.get(18).searchAccuracy());
        assertThat(Finalists.commonAccuracy(List.of(many, few))).isEqualTo(0.81);
    }

    @Test
    void theFinalistsOfTwoTargetsAreTheFinalistsOfBoth() {
        Candidate onFirst = candidate(1, 0.80, 0.75);
        Candidate onSecond = candidate(2, 0.80, 0.60);

        assertThat(Finalists.union(List.of(List.of(onFirst), List.of(candidate(1, 0.80, 0.70), onSecond))))
                .containsExactly(onFirst, onSecond);
    }

    @Test
    void withoutCandidatesThereIsNoFinalist() {
        assertThatThrownBy(() -> Finalists.of(List.of(), 0.8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("candidates must not be empty");
    }

    private static Candidate candidate(int kept, double accuracy, double ratio) {
        TreeMap<String, List<Integer>> plan = new TreeMap<>();
        plan.put("conv1", List.of(kept));
        return new Candidate("first-0.75", new PruningPlan(plan), accuracy, 0.5, Optional.of(ratio));
    }
}
