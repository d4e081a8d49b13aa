package io.espalier.experiments.search;

import io.espalier.env.walk.EpisodeOutcome;

/**
 * The best episode of a search; of equal rewards the earlier.
 *
 * @param episode counted over all rounds
 */
public record Best(int episode, EpisodeOutcome outcome) {}
