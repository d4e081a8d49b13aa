package io.espalier.env.reward;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;

/**
 * How accuracy and latency become one number: the form and its exponent.
 *
 * @param form how the two are joined
 * @param latencyExponent weight of latency, at least 0; 0 leaves accuracy alone
 */
public record RewardSettings(Form form, double latencyExponent) {

    /** MnasNet's form and exponent (Tan et al. 2019, section 3.1): doubling the latency costs about 5 % of the accuracy. */
    public static final RewardSettings DEFAULTS = new RewardSettings(Form.MULTIPLICATIVE, 0.07);

    /** The ways to join accuracy {@code a} and latency ratio {@code t} with exponent {@code w}. */
    public enum Form {
        /** {@code a * t^-w}. */
        MULTIPLICATIVE {
            @Override
            double join(double accuracy, double latencyRatio, double exponent) {
                return accuracy * Math.pow(latencyRatio, -exponent);
            }
        },
        /** {@code a - w * ln t}: a saving pays the same whatever the accuracy. */
        LOGARITHMIC {
            @Override
            double join(double accuracy, double latencyRatio, double exponent) {
                return accuracy - exponent * Math.log(latencyRatio);
            }
        };

        abstract double join(double accuracy, double latencyRatio, double exponent);
    }

    /** @throws IllegalArgumentException if the exponent is negative, infinite or NaN */
    public RewardSettings {
        if (!(latencyExponent >= 0 && Double.isFinite(latencyExponent))) {
            throw new IllegalArgumentException("latencyExponent must be at least 0: " + latencyExponent);
        }
    }

    public RewardSettings withLatencyExponent(double newExponent) {
        return new RewardSettings(form, newExponent);
    }

    /**
     * The reward of a network: its accuracy, better the faster it is. The ratio is the measured one or, where
     * there is none, the predicted one; where latency is switched off it counts as 1.
     *
     * @return a finite number; accuracy itself for the unpruned network
     * @throws IllegalStateException if the result is not finite
     */
    public double reward(Evaluation evaluation) {
        double ratio = evaluation.latency().map(CandidateLatency::ratio).orElse(1.0);
        double reward = form.join(evaluation.accuracy(), ratio, latencyExponent);
        if (!Double.isFinite(reward)) {
            throw new IllegalStateException(
                    "reward must be finite: accuracy %s, latency ratio %s".formatted(evaluation.accuracy(), ratio));
        }
        return reward;
    }
}
