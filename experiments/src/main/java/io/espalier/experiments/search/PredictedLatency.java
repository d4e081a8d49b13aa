package io.espalier.experiments.search;

import io.espalier.env.evaluation.LatencyPrediction;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.staircase.StaircaseTable;
import java.util.List;

/** What a table of the target says about a network: of the groups what it said at the start, of plans what it has learned since. */
final class PredictedLatency {

    private final StaircaseTable table;
    private final LatencyPrediction prediction;

    PredictedLatency(StaircaseTable table) {
        this.table = table;
        this.prediction =
                new LatencyPrediction(table.groups(), table.fingerprint().id(), new Calibrated(table));
    }

    /** Newer whenever a plan was measured whole. */
    LatencyPrediction prediction() {
        return prediction;
    }

    List<Integer> worthwhile(int group, List<Integer> counts) {
        return table.worthwhile(group, counts);
    }

    GroupProfile.Latency profile(int group) {
        return new GroupProfile.Latency(table.share(group), table.slope(group));
    }

    /** Mean relative error on plans that the table was not fitted to. */
    double error() {
        return Calibrated.known(table.relativeError());
    }

    private record Calibrated(StaircaseTable table) implements LatencyPrediction.Learning {

        /** Assumed where too few plans were measured to tell the error: layers alone have been off by so much. */
        private static final double UNKNOWN_ERROR = 0.5;

        @Override
        public double ratio(int... kept) {
            return table.ratio(kept);
        }

        @Override
        public double relativeError() {
            return known(table.relativeError());
        }

        @Override
        public Calibrated withMeasured(double ratio, int... kept) {
            return new Calibrated(table.withMeasured(kept, ratio));
        }

        private static double known(double error) {
            return Double.isFinite(error) ? error : UNKNOWN_ERROR;
        }
    }
}
