package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.policy.PolicyFile;
import io.espalier.tracking.journal.JournalComparison;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole search whose candidates race; with a margin so large that those of a network that was never trained are stopped. */
class RacingSearchTest {

    @TempDir
    private Path folder;

    @Test
    void someAreStoppedTheWinnerIsNotAndWorkersMakeNoDifference() {
        SmallWorld world = SmallWorld.in(folder);
        RunFolder run = search(world, "workers=2");
        RunFolder again = search(world, "workers=1");

        List<String> first = JournalComparison.withoutTimes(run.journal());
        List<String> second = JournalComparison.withoutTimes(again.journal());
        assertThat(second.subList(1, second.size())).isEqualTo(first.subList(1, first.size()));
        List<RunEvent> events = JournalReader.read(run.journal()).stream()
                .map(StampedEvent::event)
                .toList();
        List<RunEvent.EpisodeFinished> episodes = events.stream()
                .filter(RunEvent.EpisodeFinished.class::isInstance)
                .map(RunEvent.EpisodeFinished.class::cast)
                .toList();
        assertThat(episodes).anyMatch(episode -> episode.share() < 1);
        int winner = PolicyFile.read(run.policy()).provenance().episode();
        assertThat(episodes.get(winner).share()).isEqualTo(1);
        assertThat(events.get(events.size() - 2)).isInstanceOf(RunEvent.TimeSpent.class);
        RunEvent.TimeSpent spent = (RunEvent.TimeSpent) events.get(events.size() - 2);
        assertThat(spent.wallSeconds())
                .containsKeys("reading", "moments", "profile", "proposing", "scoring", "learning");
        assertThat(spent.workerCpuSeconds()).containsOnlyKeys("reconstruction", "session", "inference");
    }

    private RunFolder search(SmallWorld world, String workers) {
        Path runs = folder.resolve(workers);
        List<String> overrides = new ArrayList<>(List.of(
                workers,
                "evaluation.racing.enabled=true",
                "evaluation.batch=8",
                "evaluation.racing.margin=0.5",
                "reward.form=accuracy",
                "search.episodes=6",
                "fine_tuning.epochs=1"));
        SmallWorld.Result result = world.search(runs, overrides.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("of all workers: inference");
        return RunFolder.open(SmallWorld.onlyRun(runs));
    }
}
