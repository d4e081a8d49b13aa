package io.espalier.experiments.comparison;

import io.espalier.experiments.config.SearchConfig;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.RunEvent.LatencyRecord;
import io.espalier.tracking.run.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The best network of a search so far, after each evaluation. The best is the one with the highest reward that may win, of equal ones the
 * earlier, as in the search itself.
 *
 * @param accuracies of that network on the images of the reward, in [0, 1]; 0 before there is one
 * @param rewards of that network; 0 before there is one
 * @param latency of the best network of all, as a share of the unpruned one's; empty where latency is switched off or nothing may win
 */
record Curve(List<Double> accuracies, List<Double> rewards, Optional<Double> latency) {

    Curve {
        accuracies = List.copyOf(accuracies);
        rewards = List.copyOf(rewards);
    }

    /**
     * The curve of a run.
     *
     * @param budget that the best network is within, whatever its round was played with
     */
    static Curve of(RunFolder folder, SearchConfig.Budget budget) {
        List<Double> accuracies = new ArrayList<>();
        List<Double> rewards = new ArrayList<>();
        double accuracy = 0;
        double reward = Double.NEGATIVE_INFINITY;
        Optional<Double> latency = Optional.empty();
        for (EpisodeFinished episode : JournalReader.read(folder.journal(), EpisodeFinished.class)) {
            if (episode.reward() > reward && mayWin(episode, budget)) {
                accuracy = episode.accuracy();
                reward = episode.reward();
                latency = episode.latency().map(LatencyRecord::ratio);
            }
            accuracies.add(accuracy);
            rewards.add(Double.isFinite(reward) ? reward : 0);
        }
        return new Curve(accuracies, rewards, latency);
    }

    private static boolean mayWin(EpisodeFinished episode, SearchConfig.Budget budget) {
        return episode.macsFraction() <= budget.macs()
                && episode.latency()
                        .map(latency -> latency.source().equals(LatencyRecord.MEASURED)
                                && (budget.latency() >= 1 || latency.ratio() <= budget.latency()))
                        .orElse(true);
    }

    /** Number of evaluations. */
    int length() {
        return accuracies.size();
    }
}
