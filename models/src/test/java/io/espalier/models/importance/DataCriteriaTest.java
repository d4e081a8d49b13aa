package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.random.RandomKey;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.LeastSquaresElimination;
import io.espalier.models.reconstruction.LeastSquaresElimination.Step;
import io.espalier.models.reconstruction.UnitContributions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Criteria that look at data, on {@link HandNetwork}: the channels behind the ReLU hold {@code 1 2 | 0 0}, {@code 0 0 | 1 0} and
 * {@code 2 3 | 0 1}; "b" reads them with the columns (1, 0), (2, 0) and (-1, 3).
 */
class DataCriteriaTest {

    private static final double ROUNDING = 1e-9;

    /** The ridge of a thousandth of the mean moment shifts errors of refits by up to so much, relatively. */
    private static final double RIDGE = 0.03;

    /** Two neighbouring penalties differ by so much, relatively. */
    private static final double GRID = 0.05;

    private final NetworkGraph graph = HandNetwork.graph();
    private final ActivationStatistics activations = ActivationStatistics.collect(
            graph,
            Coupling.groups(graph),
            images -> ReferenceInterpreter.run(graph, images),
            List.of(HandNetwork.images()).iterator());
    private final GramStatistics moments = GramStatistics.collect(
            graph,
            images -> ReferenceInterpreter.run(graph, images),
            List.of(HandNetwork.images()).iterator(),
            2,
            RandomKey.of(1, "test.calibration"));

    @Test
    void activationMeanIsOverImagesAndPositions() {
        assertThat(raw(new ActivationMean(activations))).containsExactly(0.75, 0.25, 1.5);
    }

    @Test
    void apozCountsZeros() {
        assertThat(raw(new NonZeroShare(activations))).containsExactly(0.5, 0.25, 0.75);
    }

    @Test
    void strengthIsWeightTimesActivation() {
        assertThat(raw(new Strength(activations)))
                .containsExactly(
                        new double[] {Math.sqrt(5 / 4.0), 2 * Math.sqrt(1 / 4.0), 4 * Math.sqrt(14 / 4.0)},
                        within(ROUNDING));
    }

    @Test
    void spatialAttentionIsTheMoveOfTheMap() {
        // Squares of the first image: (1, 4), (0, 0), (4, 9), together (5, 13); of the second: 0, (1, 0), (0, 1),
        // together (1, 1).
        double without0 = distance(new double[] {5, 13}, new double[] {4, 9});
        double without2 = distance(new double[] {5, 13}, new double[] {1, 4});
        double half = Math.sqrt(2 - Math.sqrt(2));
        assertThat(raw(new SpatialAttention(activations)))
                .containsExactly(new double[] {without0 / 2, half / 2, (without2 + half) / 2}, within(ROUNDING));
    }

    @Test
    void contributionsAreProductsOfWhatTheReaderMakes() {
        // Sums over the four positions: squares of channels 5, 1, 14, product of the first and the last 8; squares of
        // columns 1, 4, 10,
        // their product -1. The whole output has 5 + 4 + 140 - 2 * 8 = 133.
        UnitContributions contributions =
                UnitContributions.of(moments, HandNetwork.group()).orElseThrow();
        assertThat(contributions.product(0, 0)).isCloseTo(5 / 133.0, within(ROUNDING));
        assertThat(contributions.product(1, 1)).isCloseTo(4 / 133.0, within(ROUNDING));
        assertThat(contributions.product(2, 2)).isCloseTo(140 / 133.0, within(ROUNDING));
        assertThat(contributions.product(0, 2)).isCloseTo(-8 / 133.0, within(ROUNDING));
        assertThat(contributions.product(0, 1)).isCloseTo(0, within(ROUNDING));
    }

    @Test
    void thinetRemovesTheSmallestContributionFirst() {
        // Channel 1 costs 4; then channel 0 brings the sum to 4 + 5, channel 2 would bring it to 4 + 140.
        assertThat(new GreedyContribution(moments).scores(graph, HandNetwork.group()))
                .containsExactly(2, 1, 3);
    }

    @Test
    void lassoKnowsWhenAUnitEnters() {
        // Products with the output: -3, 4, 132. Channel 2 enters at 132; its factor is then (132 - p) / 140, so channel
        // 0 has the product
        // -3 + 8 (132 - p) / 140 left, which reaches p at 4.297; channel 1 has nothing in common with the others and
        // enters at 4.
        double[] scores = new LassoPath(moments).scores(graph, HandNetwork.group());
        assertThat(scores[2]).isCloseTo(1, within(GRID));
        assertThat(scores[0]).isCloseTo(4.297 / 132, within(GRID * 4.297 / 132));
        assertThat(scores[1]).isCloseTo(4.0 / 132, within(GRID * 4 / 132)).isLessThan(scores[0]);
    }

    @Test
    void leastSquaresKnowsWhatTheOthersReplace() {
        // Channel 0 can be replaced by channel 2 but for 5 - 8 * 8 / 14 = 3 / 7 of its squares; channel 1 costs 4
        // whatever else is there.
        List<Step> steps = LeastSquaresElimination.of(moments, HandNetwork.group());
        assertThat(steps).extracting(Step::unit).containsExactly(0, 1, 2);
        assertThat(steps.get(0).error()).isCloseTo(3 / 7.0 / 133, within(RIDGE * 3 / 7 / 133));
        assertThat(steps.get(1).error()).isCloseTo((4 + 3 / 7.0) / 133, within(RIDGE * 5 / 133));
        assertThat(steps.get(2).error()).isCloseTo(1, within(RIDGE));
        assertThat(new LeastSquares(moments).scores(graph, HandNetwork.group()))
                .containsExactly(
                        steps.get(0).error(), steps.get(1).error(), steps.get(2).error());
    }

    @Test
    void gradientCriteriaPickTheirTerm() {
        GradientStatistics gradients = new GradientStatistics(Map.of(
                "a", channels(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0), List.of(8.0, 10.0, 12.0)),
                "a.bn", channels(List.of(0.0, 0.0, 1.0), List.of(7.0, 9.0, 11.0), List.of(0.0, 0.0, 1.0))));
        assertThat(raw(new GradientMagnitude(gradients))).containsExactly(1, 2, 3);
        assertThat(raw(new TaylorExpansion(gradients))).containsExactly(4, 5, 6);
        assertThat(raw(new DiagonalFisher(gradients))).containsExactly(4, 5, 6);
        assertThat(raw(new TaylorGate(gradients))).containsExactly(7, 9, 11);
    }

    @Test
    void missingEvidenceIsNamed() {
        assertThatThrownBy(() -> CriterionName.TAYLOR.importance(Evidence.NONE.with(activations)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evidence must hold GRADIENTS for the criterion 'taylor'");
    }

    @Test
    void criteriaAreFoundByName() {
        assertThat(CriterionName.ids()).doesNotHaveDuplicates().contains("l1", "taylor", "least_squares");
        CriterionName.ids()
                .forEach(id -> assertThat(CriterionName.named(id).id()).isEqualTo(id));
        assertThatThrownBy(() -> CriterionName.named("magic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("importance must be one of [l1, l2,")
                .hasMessageEndingWith(": 'magic'");
    }

    private double[] raw(Criterion criterion) {
        return CoupledImportance.of(criterion).withScaling(Scaling.NONE).scores(graph, HandNetwork.group());
    }

    private static GradientStatistics.ChannelStatistics channels(
            List<Double> gradient, List<Double> squaredTaylor, List<Double> fisher) {
        return new GradientStatistics.ChannelStatistics(gradient, gradient, squaredTaylor, fisher);
    }

    private static double distance(double[] one, double[] other) {
        double first = Math.hypot(one[0], one[1]);
        double second = Math.hypot(other[0], other[1]);
        return Math.hypot(one[0] / first - other[0] / second, one[1] / first - other[1] / second);
    }
}
