package io.espalier.experiments.criteria;

import java.util.List;

/**
 * How one criterion fared.
 *
 * @param criterion its name in configs
 * @param scores one per ratio, in the order of the config
 * @param rankingMillis time to rank all groups once the evidence was there
 */
public record CriterionResult(String criterion, List<Accuracies> scores, double rankingMillis) {

    /**
     * Search accuracies of one pruned network, in [0, 1].
     *
     * @param surgery as surgery leaves it
     * @param reconstruction after reconstruction
     */
    public record Accuracies(double surgery, double reconstruction) {}

    public CriterionResult {
        scores = List.copyOf(scores);
    }
}
