package io.espalier.env.reward;

import static io.espalier.env.reward.Evaluations.WHOLE;
import static io.espalier.env.reward.Evaluations.timed;
import static io.espalier.env.reward.Evaluations.untimed;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.reward.ParetoArchive.Point;
import io.espalier.env.reward.RewardSettings.Form;
import io.espalier.models.cost.Cost;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeRewardTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    /** Of an area that is counted in squares of 1/500. */
    private static final Offset<Double> SQUARES = Offset.offset(0.01);

    private final Reward reward =
            RewardSettings.DEFAULTS.withForm(Form.HYPERVOLUME).create(WHOLE);

    @Test
    void paysWhatIsAddedToTheAreaOnceTheRoundIsOver() {
        assertThat(reward.of(timed(0.8, 0.5))).isEqualTo(0.4, ROUNDING);
        assertThat(reward.of(timed(0.6, 0.25)))
                .as("the round's networks do not take each other's gain")
                .isEqualTo(0.45, ROUNDING);
        reward.roundFinished(List.of(timed(0.8, 0.5), timed(0.6, 0.25), timed(0.5, 0.5)));
        assertThat(reward.statistics().get("pareto_points")).isEqualTo(2);
        assertThat(reward.statistics().get("pareto_volume")).isEqualTo(0.6 * 0.25 + 0.8 * 0.5, ROUNDING);
        assertThat(reward.of(timed(0.8, 0.5))).as("nothing new").isZero();
        assertThat(reward.of(timed(0.7, 0.6))).as("beaten by the first").isZero();
        assertThat(reward.of(timed(0.9, 0.75))).isEqualTo(0.1 * 0.25, ROUNDING);
        assertThat(reward.of(timed(0.7, 0.25)))
                .as("better than the second and not than the first")
                .isEqualTo(0.1 * 0.25, ROUNDING);
    }

    @Test
    void withoutTimeTheShareOfMacsCounts() {
        assertThat(reward.of(untimed(0.8, new Cost(250, 100, 10)))).isEqualTo(0.6, ROUNDING);
        assertThat(reward.merit(untimed(0.8, new Cost(250, 100, 10)))).isEqualTo(0.6, ROUNDING);
    }

    @Test
    void aNetworkSlowerThanTheUnprunedOneAddsNothing() {
        assertThat(reward.of(timed(0.9, 1.2))).isZero();
        reward.roundFinished(List.of(timed(0.9, 1.2)));
        assertThat(reward.statistics().get("pareto_volume")).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theAreaIsThatOfTheSquaresThatSomePointDominates(long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.pareto").generator();
        List<Point> points = new ArrayList<>();
        ParetoArchive archive = ParetoArchive.EMPTY;
        for (int i = 0; i < 12; i++) {
            points.add(new Point(random.nextDouble(), 1.2 * random.nextDouble()));
            archive = archive.with(points.get(i));
        }
        int squares = 500;
        int dominated = 0;
        for (int quality = 0; quality < squares; quality++) {
            for (int use = 0; use < squares; use++) {
                double q = (quality + 0.5) / squares;
                double r = (use + 0.5) / squares;
                dominated += points.stream().anyMatch(point -> point.quality() >= q && point.use() <= r) ? 1 : 0;
            }
        }
        assertThat(archive.volume()).isEqualTo((double) dominated / squares / squares, SQUARES);
    }
}
