package io.espalier.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.phase.Phase;
import io.espalier.env.phase.TimeSpent;
import io.espalier.env.phase.Work;
import io.espalier.tracking.journal.RunEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeTableTest {

    private static final TimeSpent SPENT = new TimeSpent(
            Map.of(Phase.LEARNING, 1.0, Phase.SCORING, 3.0),
            Map.of(Phase.LEARNING, 1.5, Phase.SCORING, 6.0),
            Map.of(Work.INFERENCE, 5.25));

    @Test
    void showsPhasesInTheirOrderWithTheirShareAndWhatWorkersDidApart() {
        assertThat(TimeTable.lines(SPENT))
                .containsExactly(
                        "phase                        seconds    share  CPU seconds",
                        "scoring                         3.00   75.0 %         6.00",
                        "learning                        1.00   25.0 %         1.50",
                        "  of all workers: inference                           5.25",
                        "together                        4.00  100.0 %         7.50");
    }

    @Test
    void theEventHoldsTheSameFigures() {
        assertThat(TimeTable.event(SPENT))
                .isEqualTo(new RunEvent.TimeSpent(
                        Map.of("learning", 1.0, "scoring", 3.0),
                        Map.of("learning", 1.5, "scoring", 6.0),
                        Map.of("inference", 5.25)));
    }
}
