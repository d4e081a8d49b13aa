package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;

/**
 * A reward that never adapts: a formula of quality, resources and settings.
 *
 * @param formula of the form
 * @param settings measure, exponent and targets
 * @param usage shares of the unpruned network
 */
record FixedReward(Formula formula, RewardSettings settings, Usage usage) implements Reward {

    /** Quality {@code q}, an evaluation, and what the settings say of it. */
    @FunctionalInterface
    interface Formula {
        double of(double quality, Evaluation evaluation, FixedReward reward);
    }

    @Override
    public double of(Evaluation evaluation) {
        return Finite.checked(formula.of(settings.measure().of(evaluation), evaluation, this), evaluation);
    }

    /** {@code q}, AMC's reward under a budget but for the constant 1 (He et al. 2018, section 3.3). */
    static double accuracy(double quality, Evaluation evaluation, FixedReward reward) {
        return quality;
    }

    /** {@code -(1 - q) ln(MACs)} (He et al. 2018, section 3.3, "accuracy-guaranteed compression"). */
    static double guaranteed(double quality, Evaluation evaluation, FixedReward reward) {
        return -(1 - quality) * Math.log((double) Math.max(1, evaluation.cost().macs()));
    }

    /** {@code q t^-w} (Tan et al. 2019, section 3.1, without a target). */
    static double multiplicative(double quality, Evaluation evaluation, FixedReward reward) {
        return quality * reward.power(reward.usage.latency(evaluation));
    }

    /** {@code q - w ln t}. */
    static double logarithmic(double quality, Evaluation evaluation, FixedReward reward) {
        return quality - reward.settings.latencyExponent() * Math.log(reward.usage.latency(evaluation));
    }

    /** {@code q (r / T)^-w} (Tan et al. 2019, equation 2 with alpha = beta = -w, "soft"). */
    static double shaped(double quality, Evaluation evaluation, FixedReward reward) {
        return quality * reward.power(reward.toTarget(evaluation));
    }

    /** {@code q} within the target, {@code q (r / T)^-w} above it (the same equation with alpha = 0, "hard"). */
    static double shapedHard(double quality, Evaluation evaluation, FixedReward reward) {
        return quality * reward.power(Math.max(1, reward.toTarget(evaluation)));
    }

    /** {@code 2 q s / (q + s)} with the saved share {@code s = 1 - r}, and 0 if nothing is saved. */
    static double harmonic(double quality, Evaluation evaluation, FixedReward reward) {
        double saved = Math.max(0, 1 - reward.usage.latencyOrMacs(evaluation));
        return saved == 0 ? 0 : 2 * quality * saved / (quality + saved);
    }

    private double power(double ratio) {
        return Math.pow(ratio, -settings.latencyExponent());
    }

    private double toTarget(Evaluation evaluation) {
        double target = evaluation.latency().isPresent()
                ? settings.targets().latency()
                : settings.targets().macs();
        return usage.latencyOrMacs(evaluation) / target;
    }
}
