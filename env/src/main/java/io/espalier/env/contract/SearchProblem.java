package io.espalier.env.contract;

/**
 * What a learner is told before the first episode.
 *
 * @param schema of the observations
 * @param steps of an episode, at least 1
 * @param model of an episode, for those who plan it before they play it
 */
public record SearchProblem(ObservationSchema schema, int steps, EpisodeModel model) {

    /** @throws IllegalArgumentException if there is no step */
    public SearchProblem {
        if (!(steps >= 1)) {
            throw new IllegalArgumentException("steps must be at least 1: " + steps);
        }
    }
}
