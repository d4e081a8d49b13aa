package io.espalier.experiments.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableCheckTest {

    private static final double ROUNDING = 1e-12;

    private static TableCheck.Plan plan(double predicted, double measured, double macs) {
        return new TableCheck.Plan(List.of(1), predicted, measured, measured, measured, macs, false);
    }

    @Test
    void tellsErrorBiasAndRanks() {
        TableCheck check = TableCheck.of(
                List.of(plan(0.55, 0.5, 0.1), plan(0.2, 0.2, 0.3), plan(0.9, 1.0, 0.5), plan(0.36, 0.3, 0.2)), 1);
        assertThat(check.plans()).extracting(TableCheck.Plan::measured).containsExactly(0.2, 0.3, 0.5, 1.0);
        assertThat(check.table().meanError().value()).isCloseTo((0.1 + 0 + 0.1 + 0.2) / 4, within(ROUNDING));
        assertThat(check.table().bias().value()).isCloseTo((0.1 + 0 - 0.1 + 0.2) / 4, within(ROUNDING));
        assertThat(check.table().spearman().value()).isCloseTo(1, within(ROUNDING));
        // Ranks 3 2 1 4 against 1 2 3 4: 1 - 6 * (4 + 0 + 4 + 0) / (4 * 15).
        assertThat(check.macs().spearman().value()).isCloseTo(0.2, within(ROUNDING));
    }

    @Test
    void intervalsHoldTheFigureAndAreTheSameAgain() {
        List<TableCheck.Plan> plans = IntStream.range(1, 31)
                .mapToObj(i -> plan(i / 30.0 * (1 + 0.05 * Math.sin(i)), i / 30.0, i / 40.0))
                .toList();
        Agreement table = TableCheck.of(plans, 1).table();
        assertThat(table.meanError().lower()).isLessThan(table.meanError().value());
        assertThat(table.meanError().upper())
                .isGreaterThan(table.meanError().value())
                .isLessThan(0.05);
        assertThat(table.pearson().lower()).isGreaterThan(0.98);
        assertThat(TableCheck.of(plans, 1)).isEqualTo(TableCheck.of(plans, 1));
    }

    @Test
    void refusesTooFewPlans() {
        assertThatThrownBy(() -> TableCheck.of(List.of(plan(1, 1, 1), plan(1, 1, 1)), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plans must be at least 3: 2");
    }

    @Test
    void writesCountsAsRanges() {
        assertThat(TableReport.ranges(List.of(1, 2, 3, 5, 8, 9))).isEqualTo("1-3 5 8-9");
    }
}
