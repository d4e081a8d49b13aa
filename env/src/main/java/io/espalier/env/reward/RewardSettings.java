package io.espalier.env.reward;

import io.espalier.models.cost.Cost;

/**
 * How an evaluation becomes one number. All forms stand with their sources in docs/rewards.md.
 *
 * @param form how quality and resources are joined
 * @param measure what quality is
 * @param latencyExponent weight of latency in the forms that have one, at least 0; 0 leaves quality alone
 * @param targets of the forms that have some
 * @param multiplierStep by which a Lagrangian's multipliers adapt after a round, positive
 */
public record RewardSettings(
        Form form, Measure measure, double latencyExponent, Targets targets, double multiplierStep) {

    /** MnasNet's form and exponent (Tan et al. 2019, section 3.1): doubling the latency costs about 5 % of the accuracy. */
    public static final RewardSettings DEFAULTS =
            new RewardSettings(Form.MULTIPLICATIVE, Measure.ACCURACY, 0.07, Targets.DEFAULTS, 0.1);

    /** The ways to join quality {@code q} with a time ratio {@code t}, or with {@code r}, which is {@code t} or else the share of MACs. */
    public enum Form {
        /** {@code q}. */
        ACCURACY,
        /** {@code -(1 - q) ln(MACs)}. */
        GUARANTEED,
        /** {@code q t^-w}. */
        MULTIPLICATIVE,
        /** {@code q - w ln t}: a saving pays the same whatever the accuracy. */
        LOGARITHMIC,
        /** {@code q (r / target)^-w}. */
        SHAPED,
        /** The same above the target, and {@code q} within it. */
        SHAPED_HARD,
        /** Harmonic mean of {@code q} and {@code 1 - r}. */
        HARMONIC,
        /** {@code q} less adapted multiples of what is above the targets. */
        LAGRANGIAN,
        /** What is added to the area that the best trade-offs of {@code q} and {@code r} dominate. */
        HYPERVOLUME;

        private Reward create(RewardSettings settings, Usage usage) {
            return switch (this) {
                case ACCURACY -> new FixedReward(FixedReward::accuracy, settings, usage);
                case GUARANTEED -> new FixedReward(FixedReward::guaranteed, settings, usage);
                case MULTIPLICATIVE -> new FixedReward(FixedReward::multiplicative, settings, usage);
                case LOGARITHMIC -> new FixedReward(FixedReward::logarithmic, settings, usage);
                case SHAPED -> new FixedReward(FixedReward::shaped, settings, usage);
                case SHAPED_HARD -> new FixedReward(FixedReward::shapedHard, settings, usage);
                case HARMONIC -> new FixedReward(FixedReward::harmonic, settings, usage);
                case LAGRANGIAN -> new LagrangianReward(settings, usage);
                case HYPERVOLUME -> new HypervolumeReward(settings, usage);
            };
        }
    }

    /**
     * What is aimed at and not enforced, as shares of the unpruned network in (0, 1]; 1 aims at nothing.
     *
     * @param macs multiply-accumulates
     * @param parameters trainable values and batch-norm statistics
     * @param latency time of one inference
     */
    public record Targets(double macs, double parameters, double latency) {

        public static final Targets DEFAULTS = new Targets(1, 1, 1);

        /** @throws IllegalArgumentException if a share is not in (0, 1] */
        public Targets {
            requireShare("macs", macs);
            requireShare("parameters", parameters);
            requireShare("latency", latency);
        }

        private static void requireShare(String name, double share) {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(name + " must be in (0, 1]: " + share);
            }
        }

        boolean some() {
            return macs < 1 || parameters < 1 || latency < 1;
        }
    }

    /** @throws IllegalArgumentException if a number is out of range, or a Lagrangian has no target */
    public RewardSettings {
        if (!(latencyExponent >= 0 && Double.isFinite(latencyExponent))) {
            throw new IllegalArgumentException("latencyExponent must be at least 0: " + latencyExponent);
        }
        if (!(multiplierStep > 0 && Double.isFinite(multiplierStep))) {
            throw new IllegalArgumentException("multiplierStep must be positive: " + multiplierStep);
        }
        if (form == Form.LAGRANGIAN && !targets.some()) {
            throw new IllegalArgumentException("targets must have one below 1 with the form lagrangian: " + targets);
        }
    }

    public RewardSettings withForm(Form newForm) {
        return new RewardSettings(newForm, measure, latencyExponent, targets, multiplierStep);
    }

    public RewardSettings withMeasure(Measure newMeasure) {
        return new RewardSettings(form, newMeasure, latencyExponent, targets, multiplierStep);
    }

    public RewardSettings withLatencyExponent(double newExponent) {
        return new RewardSettings(form, measure, newExponent, targets, multiplierStep);
    }

    public RewardSettings withTargets(Targets newTargets) {
        return new RewardSettings(form, measure, latencyExponent, newTargets, multiplierStep);
    }

    /**
     * Whether of two networks the one with the higher measure is always worth more, and the measure is a mean over images.
     *
     * @param latencyKnown whether evaluations have a latency
     */
    public boolean isMeanOverImages(boolean latencyKnown) {
        boolean weighsLatency = latencyKnown && latencyExponent > 0;
        return measure.isMean()
                && switch (form) {
                    case ACCURACY -> true;
                    case MULTIPLICATIVE, LOGARITHMIC -> !weighsLatency;
                    case GUARANTEED, SHAPED, SHAPED_HARD, HARMONIC, LAGRANGIAN, HYPERVOLUME -> false;
                };
    }

    /**
     * A reward for one search, which has adapted to nothing yet.
     *
     * @param whole cost of the unpruned network
     */
    public Reward create(Cost whole) {
        return form.create(this, new Usage(whole));
    }
}
