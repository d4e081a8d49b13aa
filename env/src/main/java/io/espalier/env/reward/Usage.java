package io.espalier.env.reward;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.Cost;

/**
 * What networks use as shares of what the unpruned one does.
 *
 * @param whole cost of the unpruned network
 */
record Usage(Cost whole) {

    /** MACs. */
    double macs(Evaluation evaluation) {
        return share(evaluation.cost().macs(), whole.macs());
    }

    double parameters(Evaluation evaluation) {
        return share(evaluation.cost().parameters(), whole.parameters());
    }

    /** Time, measured or predicted; 1 where latency is switched off. */
    double latency(Evaluation evaluation) {
        return evaluation.latency().map(CandidateLatency::ratio).orElse(1.0);
    }

    /** Time where it is known, and otherwise MACs. */
    double latencyOrMacs(Evaluation evaluation) {
        return evaluation.latency().map(CandidateLatency::ratio).orElseGet(() -> macs(evaluation));
    }

    private static double share(long pruned, long unpruned) {
        return (double) pruned / Math.max(1, unpruned);
    }
}
