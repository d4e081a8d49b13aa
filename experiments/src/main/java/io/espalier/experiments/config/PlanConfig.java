package io.espalier.experiments.config;

import io.espalier.models.dl4j.TrainingSettings;
import java.util.List;
import java.util.Set;

/**
 * A plan that a person writes down: how much of which groups, and how the network recovers from it.
 *
 * @param seed of calibration and training; not 0
 * @param macs share of the unpruned network's MACs to which all groups that are not named are pruned evenly, in (0, 1]; 1 leaves them whole
 * @param groups what is said of single groups
 * @param recovery what is done after surgery
 * @param data calibration, training and evaluation images; not read if nothing is to be recovered
 */
public record PlanConfig(
        long seed,
        double macs,
        List<GroupRequest> groups,
        Recovery recovery,
        DataConfig data,
        CalibrationSettings calibration,
        TrainingSettings fineTuning) {

    public static final PlanConfig DEFAULTS = new PlanConfig(
            1,
            1,
            List.of(),
            Recovery.FINE_TUNE,
            DataConfig.DEFAULTS,
            CalibrationSettings.DEFAULTS,
            SearchConfig.DEFAULTS.fineTuning());

    /** How plan files are read. */
    public static final ConfigKind<PlanConfig> KIND = new ConfigKind<>(
            PlanConfig.class,
            DEFAULTS,
            Set.of("fine_tuning.seed"),
            List.of(),
            Set.of(),
            List.of(new ConfigKind.Input("data.source", Set.of(DataConfig.FASHION_MNIST))));

    /** How far the network is brought back. */
    public enum Recovery {
        /** Surgery alone; no data are needed. */
        NONE,
        /** Least squares from Gram matrices. */
        RECONSTRUCT,
        /** Reconstruction, then training. */
        FINE_TUNE
    }

    /** @throws IllegalArgumentException if the seed is 0 or the share out of range */
    public PlanConfig {
        Ranges.seed("seed", seed);
        groups = List.copyOf(groups);
        if (!(macs > 0 && macs <= 1)) {
            throw new IllegalArgumentException("macs must be in (0, 1]: " + macs);
        }
    }

    /** The same plan, at most reconstructed. */
    public PlanConfig withoutFineTuning() {
        Recovery less = recovery == Recovery.FINE_TUNE ? Recovery.RECONSTRUCT : recovery;
        return new PlanConfig(seed, macs, groups, less, data, calibration, fineTuning);
    }
}
