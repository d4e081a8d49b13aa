package io.espalier.experiments.search;

import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.tracking.journal.RunEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An episode of a search, and of several the best; of equal rewards the earlier.
 *
 * @param episode counted over all rounds
 */
public record Best(int episode, EpisodeOutcome outcome) {

    /** For the journal. */
    RunEvent.BestFound event(List<ChannelGroup> groups) {
        Map<String, Double> ratios = new TreeMap<>();
        groups.forEach(group -> ratios.put(group.name(), outcome.plan().ratioOf(group)));
        return new RunEvent.BestFound(episode, ratios);
    }
}
