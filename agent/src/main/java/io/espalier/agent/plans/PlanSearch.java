package io.espalier.agent.plans;

import java.util.List;
import java.util.Map;

/** A rule that proposes whole episodes. It has no state: equal histories give equal proposals, to the bit. */
public interface PlanSearch {

    /**
     * The actions of the next episode of a round.
     *
     * @param history of the finished rounds
     * @param pending proposals of this round before it, in order; none of them has been evaluated
     * @return one action in [0, 1] a step, such as the environment has no need to bend
     */
    double[] propose(History history, List<double[]> pending);

    /** What the journal tells of the search after a history, by name; every value is finite. */
    default Map<String, Double> statistics(History history) {
        return Map.of();
    }
}
