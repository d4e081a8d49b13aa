package io.espalier.agent;

import io.espalier.agent.settings.Require;

/**
 * Which of an explorer's walks is evaluated. Walking costs nothing, evaluating does; so an explorer may walk often through the model of the
 * environment and play only the walk that the critics value most.
 *
 * @param walks an explorer chooses from, at least 1; with 1 it plays what it draws
 * @param optimism how many deviations between the critics are added to the mean of their values
 * @param fillBudget whether each walk's actions are scaled so that they just meet the budgets
 */
public record ProposalSettings(int walks, double optimism, boolean fillBudget) {

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public ProposalSettings {
        Require.that(walks > 0, "walks must be positive", walks);
        Require.that(Double.isFinite(optimism), "optimism must be finite", optimism);
    }

    /** Whether an explorer acts step by step on what it observes, rather than by a plan made before. */
    boolean stepwise() {
        return walks == 1 && !fillBudget;
    }
}
