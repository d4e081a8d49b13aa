package io.espalier.tracking.journal;

import io.espalier.tracking.journal.RunEvent.ArtifactWritten;
import io.espalier.tracking.journal.RunEvent.BestFound;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.RunEvent.EpochFinished;
import io.espalier.tracking.journal.RunEvent.LatencyRecord;
import io.espalier.tracking.journal.RunEvent.LatencyTableBuilt;
import io.espalier.tracking.journal.RunEvent.PlanConfirmed;
import io.espalier.tracking.journal.RunEvent.ProfileFinished;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.journal.RunEvent.RoundFinished;
import io.espalier.tracking.journal.RunEvent.RunDescribed;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.Status;
import io.espalier.tracking.journal.RunEvent.TimeSpent;
import io.espalier.tracking.journal.RunEvent.Warned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small run with every kind of event. */
public final class SampleRun {

    private SampleRun() {}

    /** The events, with this measured latency ratio wherever one stands. */
    public static List<RunEvent> events(double latency) {
        return List.of(
                new RunStarted("fashion", 7, "0a1b", Map.of("budget.macs", "0.5", "reward.latencyExponent", "0.1")),
                new RunDescribed("a **sample**"),
                new ProfileFinished(Map.of("conv1", Map.of("macsShare", 0.25, "latencyShare", latency))),
                episode(0, "ddpg", Optional.of(record(latency))),
                episode(1, "uniform", Optional.empty()),
                new BestFound(0, Map.of("conv1", 0.75, "conv2", 0.5)),
                new RoundFinished(0, Map.of("criticLoss", 0.125)),
                new EpochFinished("fine-tuning.learned", 0, 0.5, 0.875),
                new ResultReported("learned", Map.of("testAccuracy", 0.9, "latencyRatio", latency)),
                new ArtifactWritten("policy.json"),
                new LatencyTableBuilt("0123456789ab", Map.of("meanLatencyError", latency / 100)),
                new PlanConfirmed(0, latency, record(latency), true),
                new Warned("the machine is noisy"),
                new TimeSpent(
                        Map.of("learning", latency), Map.of("learning", 2 * latency), Map.of("inference", latency / 2)),
                new RunFinished(Status.COMPLETED, ""));
    }

    private static LatencyRecord record(double latency) {
        return new LatencyRecord("measured", latency, latency - 0.01, latency + 0.01, 40, "0123456789ab");
    }

    /** An episode with everything in it. */
    public static EpisodeFinished episode(int number, String agent, Optional<LatencyRecord> latency) {
        return new EpisodeFinished(
                0,
                number,
                agent,
                0.75,
                Optional.of(0.875),
                0.8,
                0.625,
                0.25,
                0.5,
                0.375,
                latency,
                Map.of("conv2", List.of(1, 3), "conv1", List.of(0)));
    }
}
