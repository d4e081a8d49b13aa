package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CombinedImportance.Basis;
import io.espalier.models.importance.CombinedImportance.Join;
import io.espalier.models.importance.CombinedImportance.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class CombinedImportanceTest implements ImportanceContract {

    private static final double ROUNDING = 1e-12;

    private final Importance first = (graph, group) -> new double[] {1, 4, 2};
    private final Importance second = (graph, group) -> new double[] {30, 10, 10};

    @Override
    public Importance importance(NetworkGraph graph) {
        return new CombinedImportance(
                List.of(
                        new Term(CoupledImportance.of(new L1Norm()), 1),
                        new Term(CoupledImportance.of(new GeometricMedian()), 0.5)),
                Basis.SCORES,
                Join.PRODUCT);
    }

    @Test
    void ranksAreAddedWithTheirWeights() {
        // Places 1/3, 3/3, 2/3 and 3/3, 1.5/3, 1.5/3.
        assertThat(combined(Basis.RANKS, Join.SUM, 2))
                .containsExactly(new double[] {1 / 3.0 + 2, 1 + 1, 2 / 3.0 + 1}, within(ROUNDING));
    }

    @Test
    void scoresAreDividedByTheLargest() {
        assertThat(combined(Basis.SCORES, Join.SUM, 3))
                .containsExactly(new double[] {0.25 + 3, 1 + 1, 0.5 + 1}, within(ROUNDING));
    }

    @Test
    void weightsOfAProductAreExponents() {
        assertThat(combined(Basis.SCORES, Join.PRODUCT, 2))
                .containsExactly(new double[] {0.25, 1 / 9.0, 0.5 / 9}, within(ROUNDING));
    }

    @Test
    void aTermOfZerosChangesNoRanking() {
        Importance zeros = (graph, group) -> new double[3];
        CombinedImportance combined =
                new CombinedImportance(List.of(new Term(first, 1), new Term(zeros, 1)), Basis.SCORES, Join.SUM);
        assertThat(combined.scores(HandNetwork.graph(), HandNetwork.group())).containsExactly(0.25, 1, 0.5);
    }

    @Test
    void negativeScoresAreRefusedUnlessRanked() {
        Importance negative = (graph, group) -> new double[] {1, -1, 0};
        assertThatThrownBy(() -> new CombinedImportance(List.of(new Term(negative, 1)), Basis.SCORES, Join.SUM)
                        .scores(HandNetwork.graph(), HandNetwork.group()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores must not be negative to be combined (combine ranks instead): -1.0");
    }

    @Test
    void badTermsAreRefused() {
        assertThatThrownBy(() -> new Term(first, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must be positive and finite: NaN");
        assertThatThrownBy(() -> new CombinedImportance(List.of(), Basis.RANKS, Join.SUM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("terms must not be empty");
    }

    private double[] combined(Basis basis, Join join, double weight) {
        return new CombinedImportance(List.of(new Term(first, 1), new Term(second, weight)), basis, join)
                .scores(HandNetwork.graph(), HandNetwork.group());
    }
}
