package io.espalier.experiments.search;

import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;

/** The journal, for a loop that writes so many events that their time is worth knowing. */
record TimedJournal(Journal journal, PhaseClock clock) {

    void write(RunEvent event) {
        clock.run(Phase.JOURNAL, () -> journal.write(event));
    }
}
