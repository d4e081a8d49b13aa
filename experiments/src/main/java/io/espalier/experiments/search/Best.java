package io.espalier.experiments.search;

import io.espalier.env.walk.EpisodeOutcome;

/**
 * An episode of a search, and of several the best; of equal rewards the earlier.
 *
 * @param episode counted over all rounds
 */
public record Best(int episode, EpisodeOutcome outcome) {}
