package io.espalier.env.contract;

/**
 * What a learner is told before the first episode.
 *
 * @param schema of the observations
 * @param steps of an episode, at least 1
 * @param model of an episode, for those who plan it before they play it
 * @param budget in (0, 1], by which the problems that one learner faces differ; 1 where there is only one problem
 */
public record SearchProblem(ObservationSchema schema, int steps, EpisodeModel model, double budget) {

    /** @throws IllegalArgumentException if there is no step or the budget is out of its range */
    public SearchProblem {
        if (!(steps >= 1)) {
            throw new IllegalArgumentException("steps must be at least 1: " + steps);
        }
        if (!(budget > 0 && budget <= 1)) {
            throw new IllegalArgumentException("budget must be in (0, 1]: " + budget);
        }
    }

    /** The only problem of a learner. */
    public SearchProblem(ObservationSchema schema, int steps, EpisodeModel model) {
        this(schema, steps, model, 1);
    }
}
