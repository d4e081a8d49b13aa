package io.espalier.env.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.Cost;
import io.espalier.models.runtime.Score;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossScaleTest {

    private static final double ROUNDING = 1e-12;

    private static final Evaluation WHOLE = scored(0.90, 0.30);

    @Test
    void allGroupsTogetherLoseWhatWasMeasured() {
        List<Evaluation> pruned = List.of(scored(0.91, 0.32), scored(0.88, 0.34), scored(0.76, 0.84));
        LossScale scale = LossScale.of(WHOLE, pruned);
        assertThat(pruned.stream().mapToDouble(scale::drop).sum()).isCloseTo(0.15, within(ROUNDING));
    }

    @Test
    void anAccuracyThatRoseByChanceCountsByItsLoss() {
        Evaluation lucky = scored(0.91, 0.32);
        Evaluation unlucky = scored(0.88, 0.31);
        LossScale scale = LossScale.of(WHOLE, List.of(lucky, unlucky, scored(0.76, 0.84)));
        assertThat(scale.drop(lucky)).isGreaterThan(scale.drop(unlucky)).isPositive();
    }

    @Test
    void aLossThatFellCostsNothing() {
        LossScale scale = LossScale.of(WHOLE, List.of(scored(0.89, 0.29), scored(0.80, 0.50)));
        assertThat(scale.drop(scored(0.89, 0.29))).isZero();
    }

    @Test
    void whereNothingIsLostNothingIsExpected() {
        List<Evaluation> pruned = List.of(scored(0.90, 0.30), scored(0.90, 0.29));
        LossScale scale = LossScale.of(WHOLE, pruned);
        assertThat(pruned).allSatisfy(one -> assertThat(scale.drop(one)).isZero());
    }

    private static Evaluation scored(double accuracy, double loss) {
        return new Evaluation(new Score(accuracy, loss, 0.5), new Cost(1, 1, 1), Optional.empty());
    }
}
