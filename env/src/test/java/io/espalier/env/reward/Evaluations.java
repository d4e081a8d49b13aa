package io.espalier.env.reward;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.Cost;
import io.espalier.models.runtime.Score;
import java.util.Optional;

/** Evaluations of networks pruned from one of 1,000 MACs and 100 parameters. */
final class Evaluations {

    static final Cost WHOLE = new Cost(1000, 100, 10);

    private Evaluations() {}

    /** With a loss that goes with the accuracy, half of the MACs and all parameters. */
    static Evaluation timed(double accuracy, double ratio) {
        return timed(accuracy, ratio, new Cost(500, 100, 10));
    }

    static Evaluation timed(double accuracy, double ratio, Cost cost) {
        return untimed(accuracy, cost).withLatency(CandidateLatency.predicted(ratio, 0, ""));
    }

    static Evaluation untimed(double accuracy, Cost cost) {
        return new Evaluation(new Score(accuracy, 2 - accuracy, accuracy / 2), cost, Optional.empty());
    }
}
