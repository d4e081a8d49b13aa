package io.espalier.experiments.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.experiments.comparison.Standing.Difference;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StandingsTest {

    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final int EPISODES = 8;

    @Test
    void marksAreAQuarterHalfAndAllOfTheEvaluations() {
        assertThat(standings("random").marks()).containsExactly(2, 4, 8);
        assertThat(new Standings(List.of(), 1, RandomKey.of(1, "test")).marks()).containsExactly(1);
        assertThat(new Standings(List.of(), 200, RandomKey.of(1, "test")).marks())
                .containsExactly(50, 100, 200);
    }

    @Test
    void everyContenderIsComparedWithTheControlsAndTheBestOther() {
        List<Standing> standings =
                standings("ddpg", "random", "uniform", "cmaes").all();
        assertThat(standings).extracting(Standing::contender).containsExactly("ddpg", "random", "uniform", "cmaes");
        // Contender i has mean accuracy 0.5 + 0.1 i, so the last is the best.
        assertThat(others(standings.get(0))).containsExactly("random", "uniform", "cmaes");
        assertThat(others(standings.get(1))).containsExactly("uniform", "cmaes");
        assertThat(others(standings.get(3))).containsExactly("random", "uniform");
    }

    @Test
    void withoutControlsTheFirstIsComparedWith() {
        List<Standing> standings = standings("as configured", "state.without=[sensitivity]", "reward.loss=true")
                .all();
        assertThat(others(standings.get(0))).containsExactly("reward.loss=true");
        assertThat(others(standings.get(1))).containsExactly("as configured", "reward.loss=true");
        assertThat(others(standings.get(2))).containsExactly("as configured", "state.without=[sensitivity]");
    }

    @Test
    void figuresAreThoseOfTheSearchesOfTheSameSeed() {
        Standing second = standings("random", "ddpg").all().get(1);
        // Seed s adds 0.01 s, evaluation e adds 0.001 e.
        assertThat(second.marks().get(0).accuracy().mean()).isCloseTo(0.6 + 0.02 + 0.002, ROUNDING);
        assertThat(second.marks().get(2).accuracy().mean()).isCloseTo(0.6 + 0.02 + 0.008, ROUNDING);
        assertThat(second.marks().get(2).accuracy().least()).isCloseTo(0.6 + 0.01 + 0.008, ROUNDING);
        Difference difference = second.differences().get(0);
        assertThat(difference.accuracy().difference().mean()).isCloseTo(0.1, ROUNDING);
        assertThat(difference.accuracy().difference().deviation()).isCloseTo(0, ROUNDING);
        assertThat(difference.accuracy().wins()).isEqualTo(3);
        assertThat(second.test().orElseThrow().mean()).isCloseTo(0.3, ROUNDING);
        // The time is what is left of 0.9.
        assertThat(second.latency().orElseThrow().mean()).isCloseTo(0.9 - 0.6 - 0.02, ROUNDING);
        assertThat(difference.latency().orElseThrow().difference().mean()).isCloseTo(-0.1, ROUNDING);
    }

    @Test
    void timesStandInTheTablesWhereTheyAreKnown() {
        List<String> known = tables(standings("random", "ddpg"));
        assertThat(known)
                .anyMatch(line -> line.startsWith("| | after 2 |") && line.endsWith("| time / unpruned | test split |"))
                .anyMatch(line -> line.startsWith("| random |") && line.contains("| 0.3800 ± 0.0100 ["))
                .anyMatch(line -> line.startsWith("| difference in hundredths of the unpruned network's time"))
                .anyMatch(line -> line.startsWith("| ddpg - random | -10.00 |"));
        List<CellResult> untimed = standings("random", "ddpg").results().stream()
                .map(cell -> new CellResult(
                        cell.budget(),
                        cell.contender(),
                        cell.seed(),
                        cell.run(),
                        cell.commit(),
                        new Curve(cell.curve().accuracies(), cell.curve().rewards(), Optional.empty()),
                        cell.test()))
                .toList();
        assertThat(tables(new Standings(untimed, EPISODES, RandomKey.of(1, "test"))))
                .noneMatch(line -> line.contains("time"));
    }

    private static List<String> tables(Standings standings) {
        ContestSettings settings = new ContestSettings(
                List.of(Variation.agent("random"), Variation.agent("ddpg")),
                List.of(Variation.budget("macs=0.5")),
                List.of(1L, 2L, 3L),
                EPISODES,
                new ContestSettings.Effort(1, false, true));
        return new ContestTables(settings, standings.all(), List.of("commit")).lines();
    }

    @Test
    void variationsAreKeysWithSpacesBetween() {
        assertThat(Variation.of("state.without=[a, b] reward.latency_exponent=0")
                        .keys())
                .containsExactly("state.without=[a, b]", "reward.latency_exponent=0");
        assertThat(Variation.budget("macs=0.5+latency=0.7").keys())
                .containsExactly("budget.macs=0.5", "budget.latency=0.7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variation.of("ddpg"))
                .withMessage("variation must be key=value: 'ddpg'");
    }

    private static List<String> others(Standing standing) {
        return standing.differences().stream().map(Difference::other).toList();
    }

    private static Standings standings(String... contenders) {
        List<CellResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (int i = 0; i < contenders.length; i++) {
                double base = 0.5 + 0.1 * i + 0.01 * seed;
                List<Double> values = IntStream.rangeClosed(1, EPISODES)
                        .mapToObj(evaluation -> base + 0.001 * evaluation)
                        .toList();
                results.add(new CellResult(
                        "macs=0.5",
                        contenders[i],
                        seed,
                        "run",
                        "commit",
                        new Curve(values, values, Optional.of(0.9 - base)),
                        Optional.of(0.3)));
            }
        }
        return new Standings(results, EPISODES, RandomKey.of(1, "test"));
    }
}
