package io.espalier.experiments.interpretation;

import java.util.Optional;

/**
 * What a plan's pruning of one group does to the network, found by taking it back while all other groups stay as they are.
 *
 * @param group name
 * @param width channels of the unpruned network
 * @param kept channels of the plan
 * @param accuracyCost accuracy that comes back if the group is whole again; negative if pruning it helps, 0 where nothing is pruned
 * @param macsSaved share of the unpruned network's MACs that would come back
 * @param latencySaved the same of its time, as the target's table predicts it; empty where nothing predicts
 */
public record GroupEffect(
        String group, int width, int kept, double accuracyCost, double macsSaved, Optional<Double> latencySaved) {}
