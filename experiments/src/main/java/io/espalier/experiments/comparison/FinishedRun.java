package io.espalier.experiments.comparison;

import io.espalier.models.coupling.PruningPlan;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a search left in its journal.
 *
 * @param name of the search in the comparison
 * @param folder of the run
 */
record FinishedRun(String name, RunFolder folder) {

    /**
     * A candidate whose accuracy is known.
     *
     * @param run that found it
     * @param searchAccuracy after reconstruction, in [0, 1]
     * @param macs share of the unpruned network's
     * @param ratio time on the run's target, relative to the unpruned network, as the search knew it: measured, or predicted; empty where
     *     the search had no clock
     */
    record Candidate(String run, PruningPlan plan, double searchAccuracy, double macs, Optional<Double> ratio) {

        /** The same with what is known of its time elsewhere. */
        Candidate withRatio(double other) {
            return new Candidate(run, plan, searchAccuracy, macs, Optional.of(other));
        }
    }

    /** Whether a search has ended well in this folder. */
    static boolean in(RunFolder folder) {
        if (!Files.isRegularFile(folder.journal())) {
            return false;
        }
        List<StampedEvent> events = JournalReader.read(folder.journal());
        return !events.isEmpty()
                && events.get(events.size() - 1).event() instanceof RunEvent.RunFinished end
                && end.status() == RunEvent.Status.COMPLETED;
    }

    /** The most accurate candidate; of equal ones the earlier. */
    Candidate mostAccurate() {
        return episodes()
                .max(Comparator.comparingDouble(EpisodeFinished::accuracy)
                        .thenComparing(EpisodeFinished::episode, Comparator.reverseOrder()))
                .map(this::candidate)
                .orElseThrow(() -> new IllegalStateException(folder.path() + " must have an episode"));
    }

    /** All candidates, in the order of the episodes. */
    List<Candidate> candidates() {
        return episodes().map(this::candidate).toList();
    }

    private Stream<EpisodeFinished> episodes() {
        return JournalReader.read(folder.journal(), EpisodeFinished.class).stream();
    }

    private Candidate candidate(EpisodeFinished episode) {
        return new Candidate(
                name,
                new PruningPlan(new TreeMap<>(episode.plan())),
                episode.accuracy(),
                episode.macsFraction(),
                episode.latency().map(RunEvent.LatencyRecord::ratio));
    }
}
