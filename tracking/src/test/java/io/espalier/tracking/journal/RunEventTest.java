package io.espalier.tracking.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.journal.RunEvent.ArtifactWritten;
import io.espalier.tracking.journal.RunEvent.BestFound;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.RunEvent.EpochFinished;
import io.espalier.tracking.journal.RunEvent.LatencyRecord;
import io.espalier.tracking.journal.RunEvent.ProfileFinished;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.journal.RunEvent.RoundFinished;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunEventTest {

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNotFiniteNamingEventAndField(double bad) {
        refuses(() -> episode(bad, 0.5), "EpisodeFinished.reward must be finite: " + bad);
        refuses(() -> episode(0.5, bad), "EpisodeFinished.accuracy must be in [0, 1]: " + bad);
        refuses(() -> new LatencyRecord("measured", bad, 1, 1, 1, ""), "LatencyRecord.ratio must be finite: " + bad);
        refuses(() -> new EpochFinished("p", 0, bad, 0), "EpochFinished.loss must be finite: " + bad);
        refuses(() -> new RoundFinished(0, Map.of("loss", bad)), "RoundFinished.metrics[loss] must be finite: " + bad);
        refuses(() -> new ResultReported("s", Map.of("a", bad)), "ResultReported.metrics[a] must be finite: " + bad);
        refuses(() -> new BestFound(0, Map.of("g", bad)), "BestFound.ratios[g] must be finite: " + bad);
        refuses(
                () -> new ProfileFinished(Map.of("g", Map.of("f", bad))),
                "ProfileFinished.groups[g][f] must be finite: " + bad);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/hosts", "../other", "a/../../b", "a\\b"})
    void refusesArtifactsOutsideTheRunsFolder(String file) {
        refuses(
                () -> new ArtifactWritten(file),
                "ArtifactWritten.file must be a path inside the run's folder: " + file);
    }

    @Test
    void refusesNegativeCounters() {
        refuses(() -> new RoundFinished(-1, Map.of()), "RoundFinished.round must be at least 0: -1");
    }

    @Test
    void keepsMapsSortedAndOnItsOwn() {
        Map<String, Double> given = new LinkedHashMap<>();
        given.put("b", 2.0);
        given.put("a", 1.0);

        RoundFinished event = new RoundFinished(0, given);
        given.clear();

        assertThat(event.metrics().keySet()).containsExactly("a", "b");
        refusesChange(() -> event.metrics().put("c", 3.0));
    }

    private static EpisodeFinished episode(double reward, double accuracy) {
        return new EpisodeFinished(
                0, 0, "a", reward, Optional.empty(), accuracy, 0.25, 1, 0.5, 0.5, Optional.empty(), Map.of());
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void refusesChange(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UnsupportedOperationException.class);
    }
}
