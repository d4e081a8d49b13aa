package io.espalier.agent;

import io.espalier.models.random.RandomKey;

/**
 * Which training episode: it addresses the random draws, and an episode's number decides how much it explores.
 *
 * @param round counted from 0
 * @param episode counted from 0 over the whole run, not within its round
 */
public record EpisodeKey(int round, int episode) {

    /** @throws IllegalArgumentException if a number is negative */
    public EpisodeKey {
        if (round < 0 || episode < 0) {
            throw new IllegalArgumentException("round and episode must not be negative: " + round + ", " + episode);
        }
    }

    /** The draw of one step of this episode. */
    RandomKey draw(long seed, String component, int step) {
        return RandomKey.of(seed, component).at(round, episode, step);
    }
}
